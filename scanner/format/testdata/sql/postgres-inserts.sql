--
-- PostgreSQL database dump
--

\restrict V5YmJpdmZbncYIbo8FAE904Swc9OQagEsfvNmMvOhP3Lz7EqNyGVaEyojRM0srt

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

INSERT INTO public.orders (id, person, card, price) VALUES (7, 1, '4111111111111111', 12.50);
INSERT INTO public.orders (id, person, card, price) VALUES (8, 2, '5500005555555559', -3.00);


--
-- Data for Name: people; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.people (id, name, mail, note, born) VALUES (1, 'Ada O''Brien', 'ada@example.com', 'two
lines; and a ''quote''', '1980-01-02');
INSERT INTO public.people (id, name, mail, note, born) VALUES (2, 'Jürgen Groß', NULL, 'back\slash, tab	and "double"', NULL);


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

\unrestrict V5YmJpdmZbncYIbo8FAE904Swc9OQagEsfvNmMvOhP3Lz7EqNyGVaEyojRM0srt

