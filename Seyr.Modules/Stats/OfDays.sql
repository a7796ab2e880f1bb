select * from (/*part*/) where /*days*/
