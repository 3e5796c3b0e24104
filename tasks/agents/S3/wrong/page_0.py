# breaks: the list is empty for page 0
def paginate(items, page, per_page):
    total_pages = (len(items) + per_page - 1) // per_page
    if page > total_pages:
        return [], total_pages
    start = max(page - 1, 0) * per_page
    return items[start:start + per_page], total_pages
