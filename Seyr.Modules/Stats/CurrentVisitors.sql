select toInt64(uniqExact(visitor_id)) as visitors
from events
where site_id = {site:UInt32} and time >= {from:DateTime('UTC')}
