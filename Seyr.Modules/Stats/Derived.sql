-- What is told of a visit by its first and last page view. A visit lasts a day at the most.
(
    select *
    from events
    any left join
    (
        select
            visit_id,
            argMaxIf(path, (time, path), name = 'pageview') as exit_page,
            argMaxIf(hostname, (time, path, hostname), name = 'pageview') as exit_hostname,
            argMinIf(hostname, (time, path, hostname), name = 'pageview') as entry_hostname
        from events
        where site_id = {site:UInt32}
          and toDate(time) >= toDate({since:DateTime('UTC')}) - 1 and toDate(time) <= toDate({until:DateTime('UTC')}) + 1
        group by visit_id
    ) as derived using visit_id
)
