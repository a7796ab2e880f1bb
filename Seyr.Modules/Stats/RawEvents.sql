-- Events as they are, of whole visits, so that a day may be read in slices. Ids are made anew under a key that nobody keeps.
select
    /*time*/ as time,
    name,
    lower(hex(sipHash64Keyed(tuple({key1:UInt64}, {key2:UInt64}), visitor_id, toDate(events.time)))) as visitor,
    lower(hex(sipHash64Keyed(tuple({key1:UInt64}, {key2:UInt64}), visit_id))) as visit,
    hostname, path, entry_page,
    cast(events.props, 'Map(String, String)') as props,
    source, channel, referrer, click_id, utm_source, utm_medium, utm_campaign, utm_content, utm_term,
    country, region, city, language, device, screen, browser, browser_version, system, system_version,
    engagement as engagement_ms, if(scroll > 100, null, scroll) as scroll_percent,
    if(currency = '', null, events.revenue) as revenue, currency
from events
where site_id = {site:UInt32}
  and toDate(events.time) = toDate(toUInt16({day:Int64}))
  and events.time >= {from:DateTime('UTC')} and events.time < {to:DateTime('UTC')}
  and cityHash64(visit_id) % {slices:UInt32} = {slice:UInt32}
order by events.time, visit, name
format /*format*/
