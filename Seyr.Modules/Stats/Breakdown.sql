select /*dimension*/ as value, toInt64(uniqExact(visitor_id)) as visitors
from events
where site_id = {site:UInt32}
  and time >= {from:DateTime('UTC')} and time < {to:DateTime('UTC')}
  and ({only:String} = '' or name = {only:String})
group by value
order by visitors desc, value
limit {limit:UInt32}
