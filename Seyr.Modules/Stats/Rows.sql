-- What belongs to a range: what happened in it, and all of the visits that began in it. An event that was told late may lie before
-- the one that began its visit.
select
    */*columns*/,
    name as kind,
    time >= {from:DateTime('UTC')} and time < {to:DateTime('UTC')} as is_in,
    /*countable*/ as countable,
    /*asked*/ as asked,
    is_in and countable as counts,
    toDate(time) as utc_day,
    visit_start >= {from:DateTime('UTC')} and visit_start < {to:DateTime('UTC')} as begins,
    /*bucket*/ as bucket,
    /*visitBucket*/ as visit_bucket
from /*source*/
where site_id = {site:UInt32}
  and toDate(time) >= toDate({since:DateTime('UTC')}) and toDate(time) <= toDate({until:DateTime('UTC')})
  and time >= {since:DateTime('UTC')} and time < {until:DateTime('UTC')}
  and (is_in or begins)
