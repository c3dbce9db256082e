#include "web/feed.h"

static void entry(struct html *h, const struct feed_entry *e)
{
    html_lit(h, "<entry>\n<id>");
    html_put(h, e->id);
    html_lit(h, "</id>\n<title>");
    html_put(h, e->title);
    html_lit(h, "</title>\n<updated>");
    html_put(h, e->updated);
    html_lit(h, "</updated>\n<published>");
    html_put(h, e->published);
    html_lit(h, "</published>\n<summary>");
    html_put(h, e->summary);
    html_lit(h, "</summary>\n<link rel=\"alternate\" type=\"text/html\" href=\"");
    html_url(h, e->url);
    html_lit(h, "\"/>\n");
    if (e->json_url.n) {
        html_lit(h, "<link rel=\"related\" type=\"application/json\" href=\"");
        html_url(h, e->json_url);
        html_lit(h, "\"/>\n");
    }
    html_lit(h, "</entry>\n");
}

void widget_feed(struct html *h, const struct feed_view *v)
{
    html_lit(h, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<id>");
    html_put(h, v->id);
    html_lit(h, "</id>\n<title>");
    html_put(h, v->title);
    html_lit(h, "</title>\n<updated>");
    html_put(h, v->updated);
    html_lit(h, "</updated>\n<author><name>");
    html_put(h, v->city);
    html_lit(h, "</name></author>\n"
                "<link rel=\"self\" type=\"application/atom+xml\" href=\"/public/feed.xml\"/>\n"
                "<link rel=\"alternate\" type=\"text/html\" href=\"/public\"/>\n");
    for (size_t i = 0; i < v->rows_n; i++)
        entry(h, &v->rows[i]);
    html_lit(h, "</feed>\n");
}
