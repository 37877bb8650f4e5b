"""Files that belong to an article, and links between articles.

resolve    an address in an article  -> what it leads to; pure
catalog    the articles and files that addresses may lead to
contents   a file of the input folder, opened safely -> digest, size of the picture
files      publishes files under addresses of their own
update     the step of a build that does all this
watch      what changed since the last build
static     the folder that is copied as it is
"""
