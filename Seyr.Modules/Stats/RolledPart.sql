-- Closed days from the rollups.
select
    dimension, key, toInt64(day) as bucket,
    /*columns*/
from rollups as r
where site_id = {site:UInt32}
  and dimension in (/*dimensions*/)
  and (day, r.rolled) in
  (
      select toDate(toUInt16(split[1])), fromUnixTimestamp64Milli(toInt64(split[2]), 'UTC')
      from (select splitByChar(':', arrayJoin(splitByChar(',', {rolledDays:String}))) as split)
  )
  and day >= toDate(toUInt16({rolledFirst:Int64})) and day <= toDate(toUInt16({rolledLast:Int64}))
