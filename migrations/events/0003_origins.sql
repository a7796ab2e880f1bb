-- Where a visit came from, by kind, and what it was read with. The texts are few; what is older has none.
alter table events
    add column if not exists channel LowCardinality(String) after source,
    add column if not exists click_id LowCardinality(String) after channel,
    add column if not exists language LowCardinality(String) after country,
    add column if not exists screen LowCardinality(String) after language,
    add column if not exists browser_version LowCardinality(String) after browser,
    add column if not exists system_version LowCardinality(String) after system;
