-- What a site's last half hour holds: when it is another, the page of it is.
select toInt64(uniqExactIf(visitor_id, time >= {here:DateTime('UTC')})) as here, toInt64(count()) as events, toInt64(uniqExact(visitor_id)) as visitors
from events
where site_id = {site:UInt32}
  and toDate(time) >= toDate({from:DateTime('UTC')}) and time >= {from:DateTime('UTC')}
  and name != 'engagement'
