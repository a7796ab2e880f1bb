select site_id from events where site_id = {site:UInt32} limit 1
