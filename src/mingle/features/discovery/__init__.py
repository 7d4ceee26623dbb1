"""Discovery: whom somebody is shown next, who likes whom, and what becomes of it when two do."""
