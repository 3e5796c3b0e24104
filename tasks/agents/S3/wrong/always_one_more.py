# breaks: a multiple has no further page
def paginate(items, page, per_page):
    total_pages = len(items) // per_page + 1
    if page < 1 or page > total_pages:
        return [], total_pages
    start = (page - 1) * per_page
    return items[start:start + per_page], total_pages
