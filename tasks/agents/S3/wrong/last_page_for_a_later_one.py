# breaks: the list is empty for a page that does not exist
def paginate(items, page, per_page):
    total_pages = (len(items) + per_page - 1) // per_page
    if page < 1:
        return [], total_pages
    page = min(page, total_pages)
    start = (page - 1) * per_page
    return items[start:start + per_page], total_pages
