select toInt64(uniqExact(visitor_id)) as visitors
from events
where site_id = {site:UInt32}
  and toDate(time) >= toDate({from:DateTime('UTC')}) and time >= {from:DateTime('UTC')}
  and name != 'engagement'
