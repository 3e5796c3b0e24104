# breaks: the number of pages is right for a page that does not exist
def paginate(items, page, per_page):
    total_pages = (len(items) + per_page - 1) // per_page
    if page < 1 or page > total_pages:
        return [], 0
    start = (page - 1) * per_page
    return items[start:start + per_page], total_pages
