CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(80), mail VARCHAR(80), note TEXT, born DATE);
INSERT INTO people VALUES (1, 'Ada O''Brien', 'ada@example.com', 'two
lines; and a ''quote''', '1980-01-02');
INSERT INTO people VALUES (2, 'Jürgen Groß', NULL, 'back\slash, tab	and "double"', NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER, card VARCHAR(30), price DECIMAL(10,2));
INSERT INTO orders VALUES (7, 1, '4111111111111111', 12.50);
INSERT INTO orders VALUES (8, 2, '5500005555555559', -3);
