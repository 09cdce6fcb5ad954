--
-- PostgreSQL database dump
--

\restrict jg3IbY3HkgINQnLLYtYXKECAg7IdVEHhiLw5BHdtYuqrSPTWtydhbN2aSsAflvt

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: orders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orders (
    id integer NOT NULL,
    person integer,
    card character varying(30),
    price numeric(10,2)
);


--
-- Name: people; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people (
    id integer NOT NULL,
    name character varying(80),
    mail character varying(80),
    note text,
    born date
);


--
-- Data for Name: orders; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.orders (id, person, card, price) FROM stdin;
7	1	4111111111111111	12.50
8	2	5500005555555559	-3.00
\.


--
-- Data for Name: people; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.people (id, name, mail, note, born) FROM stdin;
1	Ada O'Brien	ada@example.com	two\nlines; and a 'quote'	1980-01-02
2	Jürgen Groß	\N	back\\slash, tab\tand "double"	\N
\.


--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);


--
-- Name: people people_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

\unrestrict jg3IbY3HkgINQnLLYtYXKECAg7IdVEHhiLw5BHdtYuqrSPTWtydhbN2aSsAflvt

