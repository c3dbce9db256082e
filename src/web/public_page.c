#include "web/public_page.h"

#include <inttypes.h>

#include "ledger/ledger.h"

void public_language(struct door *d)
{
    struct str wish = http_query(d->q, STR("lang"));
    if (str_eq(wish, STR("en")))
        d->h.lang = LANG_EN;
    else if (wish.n)
        d->h.lang = LANG_ZH_CN;
}

static struct str lang_query(struct door *d)
{
    if (http_query(d->q, STR("lang")).n == 0)
        return (struct str){0};
    return d->h.lang == LANG_EN ? STR("?lang=en") : STR("?lang=zh");
}

struct str public_url(struct door *d, struct str path)
{
    return arena_printf(d->a, "%.*s%.*s", STR_ARG(path), STR_ARG(lang_query(d)));
}

void public_shell_fill(struct door *d, struct public_shell_view *shell, struct str title)
{
    *shell = (struct public_shell_view){
        .title = title,
        .city = d->app->city,
        .other_lang_url =
            arena_printf(d->a, "%.*s%s", STR_ARG(d->q->path), d->h.lang == LANG_EN ? "?lang=zh" : "?lang=en"),
        .list_url = public_url(d, STR("/public")),
        .is_demo = d->app->is_demo};
}

/* ---- how long it may be kept ---- */

/* The door has said no-store for all pages; these are the exception. */
static void say_instead(struct http_reply *r, struct str name, struct str value)
{
    for (size_t i = 0; i < r->headers; i++)
        if (str_eq(r->header[i].name, name)) {
            r->header[i].value = value;
            return;
        }
    http_reply_header(r, name, value);
}

void public_cache(struct door *d, bool is_data)
{
    struct hash hash = hash_of(buf_str(d->r->body));
    struct str etag = arena_printf(d->a, "\"%.*s\"", 32, web_hex(d, hash.b, 16).p);
    say_instead(d->r, STR("Cache-Control"), STR("public, max-age=60"));
    http_reply_header(d->r, STR("ETag"), etag);
    if (!is_data)
        http_reply_header(d->r, STR("Vary"), STR("Accept-Language, Cookie"));
    else
        http_reply_header(d->r, STR("Access-Control-Allow-Origin"), STR("*"));
    if (str_find_str(http_header(d->q, STR("if-none-match")), etag) <
        http_header(d->q, STR("if-none-match")).n) {
        buf_clear(d->r->body);
        d->r->status = 304;
    }
}

/* ---- the tables of a result ---- */

static int64_t scaled(struct str decimal)
{
    int64_t v;
    return fixed_read(decimal, 6, &v) == FIXED_OK && v > 0 ? v : 0;
}

/* What a component brings to the total: its score, or its share of the weighted mean, for the length of a
 * piece. Extras have no length. */
static int64_t share_of(const struct public_document *doc, const struct public_class *c,
                        const struct public_unit *u, size_t part)
{
    int64_t score = scaled(u->part[part]), sum = 0, own = scaled(c->part[part].weight) / 1000;
    if (c->part[part].weight.n == 0 || !doc->is_mean)
        return c->part[part].weight.n ? score : 0;
    for (size_t i = 0; i < c->parts; i++)
        sum += u->part[i].n ? scaled(c->part[i].weight) / 1000 : 0;
    return sum && score < INT64_MAX / (own + 1) ? score * own / sum : 0;
}

static struct rank_row bar_of(const struct door *d, const struct public_document *doc,
                              const struct public_class *c, const struct public_unit *u)
{
    struct rank_row row = {.organ = u->name,
                           .rank = u->rank ? arena_printf(d->a, "%d", u->rank) : STR("—"),
                           .total = u->total.n ? u->total : STR("—"),
                           .grade = u->grade};
    if (doc->open == OPEN_TOTALS) {
        row.part[0] = scaled(u->total);
        return row;
    }
    for (size_t i = 0, k = 0; i < c->parts && k < SCORE_PARTS_MAX && u->total.n; i++)
        if (c->part[i].weight.n)
            row.part[k++] = share_of(doc, c, u, i);
    return row;
}

/* As elsewhere on pages: −0.40, and +1.20 where it comes on top. */
static struct str cell_text(struct door *d, struct str part, bool is_extra)
{
    if (part.n == 0)
        return STR("—");
    if (part.p[0] == '-')
        return arena_printf(d->a, "−%.*s", STR_ARG(str_sub(part, 1, part.n)));
    return is_extra && scaled(part) > 0 ? arena_printf(d->a, "+%.*s", STR_ARG(part)) : part;
}

static const struct public_cell *cells_of(struct door *d, const struct public_class *c,
                                          const struct public_unit *u)
{
    struct public_cell *cell = ARENA_ARRAY(d->a, struct public_cell, c->parts + 1);
    for (size_t i = 0; i < c->parts; i++)
        cell[i] = (struct public_cell){cell_text(d, u->part[i], c->part[i].weight.n == 0), c->part[i].name};
    return cell;
}

static void fill_rows(struct door *d, const struct public_document *doc, const struct public_class *c,
                      struct public_class_view *v)
{
    struct public_row *rows = ARENA_ARRAY(d->a, struct public_row, c->units + 1);
    struct rank_row *bars = ARENA_ARRAY(d->a, struct rank_row, c->units + 1);
    size_t with_total = 0;
    for (size_t i = 0; i < c->units; i++) {
        rows[i].bar = bar_of(d, doc, c, &c->unit[i]);
        if (doc->open >= OPEN_PARTS) {
            rows[i].parts = cells_of(d, c, &c->unit[i]);
            rows[i].parts_n = c->parts;
        }
        if (c->unit[i].total.n)
            bars[with_total++] = rows[i].bar;
    }
    v->rows = rows;
    v->rows_n = c->units;
    v->axis = bar_axis_fit(bars, with_total, v->bar_parts);
}

static void fill_parts(struct door *d, const struct public_document *doc, const struct public_class *c,
                       struct public_class_view *v)
{
    struct public_part_head *head = ARENA_ARRAY(d->a, struct public_part_head, c->parts + 1);
    struct buf made CLEANUP(buf_release) = {0};
    size_t k = 0;
    for (size_t i = 0; i < c->parts; i++) {
        bool is_part = c->part[i].weight.n > 0;
        head[i].name = c->part[i].name;
        if (is_part && ++k <= SCORE_PARTS_MAX)
            head[i].mark = arena_printf(d->a, "kc-part-%zu", k);
        if (!is_part)
            continue;
        buf_put(&made, made.n ? TEXT(d, "public.list_comma") : STR(""));
        buf_put(&made, TEXT2(d, "public.part_weight", c->part[i].name, c->part[i].weight));
    }
    v->made_of = arena_str(d->a, buf_str(&made));
    v->bar_parts = 1;
    if (doc->open >= OPEN_PARTS) {
        v->parts = head;
        v->parts_n = c->parts;
        v->bar_parts = k < SCORE_PARTS_MAX ? k : SCORE_PARTS_MAX;
    }
}

void public_tables_fill(struct door *d, const struct public_document *doc, struct public_tables_view *ret)
{
    struct public_class_view *class = ARENA_ARRAY(d->a, struct public_class_view, doc->classes + 1);
    for (size_t i = 0; i < doc->classes; i++) {
        const struct public_class *c = &doc->class[i];
        class[i] = (struct public_class_view){.name = c->name,
                                              .anchor = arena_printf(d->a, "class-%zu", i + 1),
                                              .full = c->full,
                                              .units = c->units};
        fill_parts(d, doc, c, &class[i]);
        fill_rows(d, doc, c, &class[i]);
    }
    *ret = (struct public_tables_view){.classes = class, .classes_n = doc->classes};
}
