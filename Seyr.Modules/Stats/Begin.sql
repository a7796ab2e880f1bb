-- By the table of days, which is small: of a site's first day, its first event.
select toInt64(toUnixTimestamp(min(time))) as begin
from events
where site_id = {site:UInt32}
  and toDate(time) = (select min(day) from events_daily where site_id = {site:UInt32} and events > 0)
