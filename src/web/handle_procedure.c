/* A procedure as a page: how states lead to one another, the whole of it as a regulation in words, its
 * versions, and the file that all of it comes from. */
#include <inttypes.h>

#include "procedure/diagram.h"
#include "procedure/explain.h"
#include "web/record_words.h"

/* ---- the picture ---- */

static void fill_boxes(struct door *d, const struct procedure_diagram *picture, struct procedure_view *v)
{
    struct diagram_box_view *box = ARENA_ARRAY(d->a, struct diagram_box_view, picture->boxes + 1);
    for (size_t i = 0; i < picture->boxes; i++) {
        const struct diagram_box *b = &picture->box[i];
        box[i] = (struct diagram_box_view){.x = b->x,
                                           .y = b->y,
                                           .width = b->width,
                                           .height = b->height,
                                           .text_x = b->x + b->width / 2,
                                           .text_y = b->y + b->height / 2 + DIAGRAM_FONT / 2 - 2,
                                           .title = b->title,
                                           .is_closed = b->is_closed};
    }
    v->boxes = box;
    v->boxes_n = picture->boxes;
}

static void fill_lines(struct door *d, const struct procedure_diagram *picture, struct procedure_view *v)
{
    struct diagram_line_view *line = ARENA_ARRAY(d->a, struct diagram_line_view, picture->lines + 1);
    for (size_t i = 0; i < picture->lines; i++) {
        const struct diagram_line *l = &picture->line[i];
        struct str points = {0};
        for (size_t k = 0; k < l->points; k++)
            points = arena_printf(d->a, "%.*s%s%d,%d", STR_ARG(points), k ? " " : "", l->point[k].x,
                                  l->point[k].y);
        line[i] = (struct diagram_line_view){
            .points = points, .label = l->label, .label_x = l->label_x, .label_y = l->label_y};
    }
    v->lines = line;
    v->lines_n = picture->lines;
}

/* ---- the words ---- */

static enum rc fill_articles(struct record_words *w, const struct procedure *p, struct procedure_view *v,
                             struct err *err)
{
    struct door *d = w->d;
    struct procedure_versions all;
    struct procedure_words words = procedure_words_here();
    enum rc rc = procedure_list(d->app->procedures, d->db, d->a, &all, err);
    if (rc != RC_OK)
        return rc;
    const struct procedure **set = ARENA_ARRAY(d->a, const struct procedure *, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        set[i] = all.row[i].procedure;
    struct regulation r = procedure_explain(d->a, p, &words, set, all.n, d->h.lang);
    struct regulation_section_view *section =
        ARENA_ARRAY(d->a, struct regulation_section_view, r.sections + 1);
    for (size_t i = 0; i < r.sections; i++) {
        struct regulation_line *line = ARENA_ARRAY(d->a, struct regulation_line, r.section[i].articles + 1);
        for (size_t k = 0; k < r.section[i].articles; k++)
            line[k] = (struct regulation_line){
                TEXT1(d, "procedure_page.article", arena_printf(d->a, "%d", r.section[i].article[k].number)),
                r.section[i].article[k].text};
        section[i] = (struct regulation_section_view){r.section[i].title, line, r.section[i].articles};
    }
    v->sections = section;
    v->sections_n = r.sections;
    return RC_OK;
}

/* ---- versions ---- */

static enum rc fill_versions(struct record_words *w, struct str id, struct procedure_view *v, struct err *err)
{
    struct door *d = w->d;
    struct procedure_versions all;
    enum rc rc = procedure_history(d->app->procedures, d->db, d->a, id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct version_line *line = ARENA_ARRAY(d->a, struct version_line, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct procedure_version *r = &all.row[i];
        line[i] = (struct version_line){.version = arena_printf(d->a, "%" PRId64, r->version),
                                        .at = web_instant(d, r->adopted_at_ms),
                                        .by = r->by_label.n ? r->by_label : TEXT(d, "role.system"),
                                        .reason = r->reason,
                                        .entry = arena_printf(d->a, "%" PRId64, r->adopted_seq)};
        if (door_may_view(d, &view_entry, 0))
            line[i].entry_url = arena_printf(d->a, "/ledger/%" PRId64, r->adopted_seq);
    }
    v->versions = line;
    v->versions_n = all.n;
    return RC_OK;
}

static struct str mechanisms(struct door *d, const struct procedure *p)
{
    struct str all = {0};
    for (size_t i = 0; i < p->mechanisms; i++)
        all = arena_printf(d->a, "%.*s%s%.*s", STR_ARG(all), i ? " " : "", STR_ARG(p->mechanism[i]));
    return all;
}

enum rc handle_procedure(struct door *d, struct err *err)
{
    struct procedure_view v = {.sections_n = 0};
    struct record_words w;
    const struct procedure *p;
    int64_t version = 0;
    enum rc rc =
        procedure_get(d->app->procedures, d->db, door_param(d, STR("procedure")), 0, &p, &version, err);
    if (rc == RC_OK)
        rc = record_words_load(d, &w, err);
    if (rc == RC_OK)
        rc = fill_versions(&w, p->id, &v, err);
    if (rc == RC_OK)
        rc = fill_articles(&w, p, &v, err);
    if (rc != RC_OK)
        return rc;
    struct procedure_diagram picture = procedure_draw(d->a, p, d->h.lang);
    v.title = record_said(&w, p->title);
    v.basis = p->basis;
    v.mechanisms = mechanisms(d, p);
    v.version = arena_printf(d->a, "%" PRId64, version);
    v.register_url = register_url(&w, p->id);
    v.file_url = arena_printf(d->a, "%.*s/file", STR_ARG(v.register_url));
    v.width = picture.width;
    v.height = picture.height;
    fill_boxes(d, &picture, &v);
    fill_lines(d, &picture, &v);
    web_frame(d, &v.shell, PLACE_REGISTERS, TEXT1(d, "procedure_page.heading", v.title));
    page_procedure(&d->h, &v);
    return RC_OK;
}

enum rc handle_procedure_file(struct door *d, struct err *err)
{
    const struct procedure *p;
    enum rc rc = record_procedure(d, door_param(d, STR("procedure")), 0, &p, err);
    if (rc != RC_OK)
        return rc;
    d->r->type = STR("text/plain; charset=utf-8");
    http_reply_header(d->r, STR("Content-Disposition"),
                      arena_printf(d->a, "attachment; filename=\"%.*s.yaml\"", STR_ARG(p->id)));
    buf_put(d->r->body, p->text);
    return RC_OK;
}
