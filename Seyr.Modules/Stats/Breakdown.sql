-- Page views have pages; custom events have names; everything else is told of any event.
select /*dimension*/ as value, toInt64(uniqExact(visitor_id)) as visitors, toInt64(count()) as events
from events
where site_id = {site:UInt32}
  and time >= {from:DateTime('UTC')} and time < {to:DateTime('UTC')}
  and multiIf({kind:String} = 'page', name = 'pageview', {kind:String} = 'event', name not in ('pageview', 'engagement'), true)
group by value
order by visitors desc, events desc, value
limit {limit:UInt32}
