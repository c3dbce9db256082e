/* /search?q=…&kind=…&page=…: a plain form, so that an address is a question and can be kept. */
#include <inttypes.h>

#include "base/url.h"
#include "domain/search.h"
#include "gen/pages.h"
#include "web/page.h"

#define ROWS_OF_A_KIND 5 /* where all kinds are shown */
#define ROWS_OF_A_PAGE 20
#define BEFORE_MARK 60 /* bytes of a text that are shown before the first mark, and in all */
#define SHOWN_TEXT 240

/* ---- marks ---- */

/* The bytes from … to of a text, cut where the marks begin and end. */
static struct marked_view pieces_of(struct door *d, struct str s, size_t from, size_t to,
                                    const struct word_marks *marks)
{
    struct marked_piece *piece = ARENA_ARRAY(d->a, struct marked_piece, 2 * marks->n + 3);
    size_t n = 0, at = from;
    if (from > 0)
        piece[n++] = (struct marked_piece){STR("…"), false};
    for (size_t i = 0; i < marks->n; i++) {
        const struct word_mark *m = &marks->mark[i];
        if (m->from < at || m->to > to)
            continue;
        if (m->from > at)
            piece[n++] = (struct marked_piece){str_sub(s, at, m->from - at), false};
        piece[n++] = (struct marked_piece){str_sub(s, m->from, m->to - m->from), true};
        at = m->to;
    }
    if (at < to)
        piece[n++] = (struct marked_piece){str_sub(s, at, to - at), false};
    if (to < s.n)
        piece[n++] = (struct marked_piece){STR("…"), false};
    return (struct marked_view){piece, n};
}

static struct marked_view marked(struct door *d, struct str s, struct words words, const struct word_query *q)
{
    struct word_marks marks = words_marks(d->a, words, q);
    return pieces_of(d, s, 0, s.n, &marks);
}

/* The lines of a text in one, around the first mark; nothing when nothing of it was searched for. */
static struct marked_view excerpt(struct door *d, struct str text, const struct word_query *q)
{
    char *line = arena_alloc(d->a, text.n + 1);
    for (size_t i = 0; i < text.n; i++)
        line[i] = text.p[i] == '\n' ? ' ' : text.p[i];
    struct str s = str_of(line, text.n);
    struct word_marks marks = words_marks(d->a, words_read(d->a, s), q);
    if (marks.n == 0)
        return (struct marked_view){NULL, 0};
    size_t first = marks.mark[0].from;
    size_t from = first > BEFORE_MARK ? utf8_cut(s, first - BEFORE_MARK).n : 0;
    size_t most = marks.mark[0].to - from > SHOWN_TEXT ? marks.mark[0].to - from : SHOWN_TEXT;
    return pieces_of(d, s, from, from + utf8_cut(str_sub(s, from, s.n), most).n, &marks);
}

/* ---- rows ---- */

struct page {
    struct door *d;
    const struct search_found *found;
    const struct organ_book *organs;
    struct str q, kind; /* as asked; kind n = 0: all */
};

static struct search_row row_of(struct page *p, const struct search_hit *hit)
{
    struct door *d = p->d;
    const struct word_query *q = &p->found->query;
    struct search_row row = {.url = hit->path,
                             .title = marked(d, hit->title, words_read(d->a, hit->title), q),
                             .code = marked(d, hit->code, words_read_code(d->a, hit->code), q),
                             .text = excerpt(d, hit->text, q)};
    if (str_eq(hit->kind, STR("organ"))) /* since when it is there tells nobody anything */
        return row;
    const struct organ *organ = organ_by_id(p->organs, hit->organ_id);
    if (organ)
        row.organ = organ->short_name;
    row.day = web_day(d, hit->day);
    return row;
}

static struct str url_of(struct page *p, struct str kind, int64_t page)
{
    struct buf out CLEANUP(buf_release) = {0};
    buf_put(&out, STR("/search?q="));
    buf_put(&out, url_part(p->d->a, p->q));
    if (kind.n) {
        buf_put(&out, STR("&kind="));
        buf_put(&out, kind);
    }
    if (page > 1)
        buf_printf(&out, "&page=%" PRId64, page);
    return arena_str(p->d->a, buf_str(&out));
}

/* Of one kind, `most` rows after the first `skip`. */
static struct search_group group_of(struct page *p, const struct search_kind_count *kind, int64_t skip,
                                    int64_t most)
{
    struct door *d = p->d;
    struct search_row *rows = ARENA_ARRAY(d->a, struct search_row, (size_t)most);
    struct search_group group = {.title = door_text(d, search_source_of(kind->kind)->text), .rows = rows};
    int64_t seen = 0;
    for (size_t i = 0; i < p->found->hits && (int64_t)group.rows_n < most; i++) {
        const struct search_hit *hit = &p->found->hit[i];
        if (str_eq(hit->kind, kind->kind) && seen++ >= skip)
            rows[group.rows_n++] = row_of(p, hit);
    }
    return group;
}

static void fill_kinds(struct page *p, struct search_view *v)
{
    struct door *d = p->d;
    const struct search_found *found = p->found;
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, found->kinds + 1);
    if (found->kinds == 0)
        return;
    tabs[0] = (struct tab){.label = TEXT1(d, "search.all_kinds", web_number(d, (int64_t)found->hits)),
                           .url = url_of(p, (struct str){0}, 1),
                           .is_here = p->kind.n == 0};
    for (size_t i = 0; i < found->kinds; i++)
        tabs[i + 1] = (struct tab){.label = TEXT2(d, "search.kind_count",
                                                  door_text(d, search_source_of(found->kind[i].kind)->text),
                                                  web_number(d, found->kind[i].hits)),
                                   .url = url_of(p, found->kind[i].kind, 1),
                                   .is_here = str_eq(p->kind, found->kind[i].kind)};
    v->kinds = tabs;
    v->kinds_n = found->kinds + 1;
}

/* One kind, page by page. */
static void fill_one_kind(struct page *p, const struct search_kind_count *kind, struct search_view *v)
{
    int64_t page = web_page_asked(p->d), pages = (kind->hits + ROWS_OF_A_PAGE - 1) / ROWS_OF_A_PAGE;
    struct search_group *group = ARENA_NEW(p->d->a, struct search_group);
    page = page > pages ? pages : page;
    *group = group_of(p, kind, (page - 1) * ROWS_OF_A_PAGE, ROWS_OF_A_PAGE);
    v->groups = group;
    v->groups_n = 1;
    v->pager = (struct pager_view){.total = (size_t)kind->hits, .page = (int)page, .pages = (int)pages};
    if (page > 1)
        v->pager.prev_url = url_of(p, kind->kind, page - 1);
    if (page < pages)
        v->pager.next_url = url_of(p, kind->kind, page + 1);
}

static void fill_all_kinds(struct page *p, struct search_view *v)
{
    struct door *d = p->d;
    struct search_group *groups = ARENA_ARRAY(d->a, struct search_group, p->found->kinds + 1);
    for (size_t i = 0; i < p->found->kinds; i++) {
        const struct search_kind_count *kind = &p->found->kind[i];
        groups[i] = group_of(p, kind, 0, ROWS_OF_A_KIND);
        if (kind->hits <= ROWS_OF_A_KIND)
            continue;
        groups[i].more_url = url_of(p, kind->kind, 1);
        groups[i].more = TEXT2(d, "search.more_of_kind", web_number(d, kind->hits), groups[i].title);
    }
    v->groups = groups;
    v->groups_n = p->found->kinds;
}

/* The kind that the address names, when anything of it was found; the only one there is; else NULL: all. */
static const struct search_kind_count *kind_asked(struct page *p)
{
    for (size_t i = 0; i < p->found->kinds; i++)
        if (str_eq(p->found->kind[i].kind, p->kind))
            return &p->found->kind[i];
    p->kind = (struct str){0};
    return p->found->kinds == 1 ? &p->found->kind[0] : NULL;
}

static void fill(struct page *p, struct search_view *v)
{
    struct str n = web_number(p->d, (int64_t)p->found->hits);
    const struct search_kind_count *kind = kind_asked(p);
    v->is_asked = true;
    v->count = p->found->has_more ? TEXT1(p->d, "search.count_more", n) : TEXT1(p->d, "search.count", n);
    fill_kinds(p, v);
    if (kind)
        fill_one_kind(p, kind, v);
    else
        fill_all_kinds(p, v);
}

enum rc handle_search(struct door *d, struct err *err)
{
    struct search_view v = {.q.value = str_trim(http_query(d->q, STR("q")))};
    struct web_errors errors = {.n = 0};
    struct organ_book organs = {.n = 0};
    struct search_found found;
    struct page p = {.d = d, .found = &found, .organs = &organs, .q = v.q.value};
    p.kind = http_query(d->q, STR("kind"));
    enum rc rc = search_find(d->db, d->a, &d->who.actor, v.q.value, &found, err);
    bool is_refused = rc != RC_OK && web_refused(d, &errors, STR("q"), rc, err);
    if (rc == RC_OK)
        rc = organ_book_load(d->db, d->a, d->who.actor.tenant_id, d->day, &organs, err);
    if (rc != RC_OK && !is_refused)
        return rc;
    web_frame(d, &v.shell, PLACE_SEARCH, TEXT(d, "search.title"));
    v.errors = web_errors_view(d, &errors, &v.shell);
    if (is_refused)
        v.q.error = errors.row[0].text;
    else if (v.q.value.n)
        fill(&p, &v);
    page_search(&d->h, &v);
    return RC_OK;
}
