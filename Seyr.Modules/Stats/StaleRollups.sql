-- Rows of days that were rolled up again since, or not to the end.
(site_id, day, rolled) not in (select site_id, day, max(rolled_days.rolled) from rolled_days group by site_id, day)
and intDiv(rolled, 1000) < toUInt64(toUnixTimestamp64Milli(now64(3)) - {age:Int64})
