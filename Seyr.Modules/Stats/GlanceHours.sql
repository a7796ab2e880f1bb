-- Visitors of several sites over the last 24 hours (bucket -1), the 24 before (-2), and each of the last 24, by how many hours ago.
-- Ids change every UTC day, so sets of them stay small, and the days add up.
select toInt64(site) as site_id, bucket, toInt64(sum(seen)) as visitors
from
(
    select site_id as site, if(grouping(ago) = 1, if(is_before, -2, -1), ago) as bucket, uniqExact(visitor_id) as seen
    from
    (
        select
            site_id, visitor_id, toDate(time) as utc_day,
            toInt64(intDiv(toUnixTimestamp({to:DateTime('UTC')}) - 1 - toUnixTimestamp(time), 3600)) as ago,
            ago >= 24 as is_before
        from events
        where site_id in (/*sites*/)
          and toDate(time) >= toDate({from:DateTime('UTC')}) and time >= {from:DateTime('UTC')} and time < {to:DateTime('UTC')}
          and name != 'engagement'
    )
    group by grouping sets ((site_id, is_before, utc_day), (site_id, ago))
)
where bucket < 24
group by site, bucket
