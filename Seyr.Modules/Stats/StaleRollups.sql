-- Rows of days and months that were rolled up again since, or not to the end.
(site_id, day, endsWith(dimension, '/month'), rolled) not in
(
    select site_id, day, 0, max(rolled_days.rolled) from rolled_days group by site_id, day
    union all
    select site_id, month, 1, max(rolled_months.rolled) from rolled_months group by site_id, month
)
and intDiv(rolled, 1000) < toUInt64(toUnixTimestamp64Milli(now64(3)) - {age:Int64})
