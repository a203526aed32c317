# Parses each path in the arguments with feedparser, and prints a line of JSON with the problems that it finds.
import json
import sys

import feedparser

for path in sys.argv[1:]:
    feed = feedparser.parse(path)
    missing = [e.get("id") for e in feed.entries if not (e.get("id") and (e.get("title") or e.get("summary")) and e.get("link") and e.get("published_parsed"))]
    print(json.dumps({"path": path, "version": feed.version, "bozo": str(feed.get("bozo_exception", "")), "missing": missing}))
