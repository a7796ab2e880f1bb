-- Closed months or days from the rollups. The names of their rows are unlike those of all others of the site.
select /*dimension*/ as dimension, key, toInt64(day) as bucket, /*columns*/
from rollups as r
where site_id = {site:UInt32}
  and r.dimension in (/*dimensions*/)
  and day >= toDate(toUInt16({rolledFirst:Int64})) and day <= toDate(toUInt16({rolledLast:Int64}))
  and r.rolled in (select toUInt64(arrayJoin(splitByChar(',', {rolledNames:String}))))
