INSERT INTO link_previews (id, url, title, next_fetch_at)
VALUES ('019a0000-0000-7000-8000-0000000000e1', 'https://news.example/', 'News', now());
