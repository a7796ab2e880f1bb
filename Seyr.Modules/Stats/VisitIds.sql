select visit_id from (/*rows*/) where /*which*/
