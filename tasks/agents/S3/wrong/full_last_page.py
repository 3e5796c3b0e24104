# breaks: the last page has only what is left over
def paginate(items, page, per_page):
    total_pages = (len(items) + per_page - 1) // per_page
    if page < 1 or page > total_pages:
        return [], total_pages
    start = max(0, min((page - 1) * per_page, len(items) - per_page))
    return items[start:start + per_page], total_pages
