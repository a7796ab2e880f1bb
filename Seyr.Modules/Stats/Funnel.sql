-- How far visits come on a way of several steps: each step in the second of the one before it, or later; what happened in the same
-- second has no order. A visitor counts under the id of the visit's first first step.
select /*counts*/
from
(
    select *, /*earliest*/
    from
    (
        select argMinIf(tuple(utc_day, visitor_id), tuple(time, visitor_id), s0) as visitor, /*times*/
        from (select *, /*steps*/ from (/*rows*/) as r where is_in)
        group by visit_id
        having max(asked)
    )
)
