# What feedparser, by itself the reader of many readers, finds in documents: their paths come as arguments, one line of JSON goes out for each.
import json
import sys

import feedparser

for path in sys.argv[1:]:
    feed = feedparser.parse(path)
    lacking = [e.get("id") for e in feed.entries if not (e.get("id") and (e.get("title") or e.get("summary")) and e.get("link") and e.get("published_parsed"))]
    print(json.dumps({"path": path, "version": feed.version, "bozo": str(feed.get("bozo_exception", "")), "lacking": lacking}))
