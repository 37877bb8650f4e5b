import sys
from pelicanconf import *
SITEURL = "https://harbour.example"
FEED_ALL_ATOM = "feeds/all.atom.xml"
