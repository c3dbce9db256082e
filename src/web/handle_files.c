/* /files: the own unit's files, or those of all for whoever may see them; and bringing some. */
#include <inttypes.h>

#include "attach/attach.h"
#include "base/url.h"
#include "web/attach_field.h"
#include "web/listing.h"

#define FILES_PER_PAGE 50

struct asked {
    struct attachment_wish wish;
    struct str type, use, record;
};

static struct asked asked_of(const struct door *d)
{
    struct asked q = {.type = http_query(d->q, STR("type")),
                      .use = http_query(d->q, STR("use")),
                      .record = str_trim(http_query(d->q, STR("record")))};
    q.wish.text = str_trim(http_query(d->q, STR("q")));
    if (!door_may_view(d, &view_files_all, 0))
        q.wish.organ_id = d->who.actor.organ_id ? d->who.actor.organ_id : -1; /* none has any */
    if (attach_kind_find(q.type))
        q.wish.type = q.type;
    q.wish.is_tied = str_eq(q.use, STR("tied"));
    q.wish.is_free = str_eq(q.use, STR("free"));
    q.wish.record = q.record;
    return q;
}

static void fill_filters(struct door *d, const struct asked *q, struct files_view *v)
{
    struct files_choice *types = ARENA_ARRAY(d->a, struct files_choice, ATTACH_KINDS_COUNT + 1);
    struct files_choice *uses = ARENA_ARRAY(d->a, struct files_choice, 3);
    types[v->types_n++] = (struct files_choice){.label = TEXT(d, "files.any_type")};
    for (size_t i = 0; i < ATTACH_KINDS_COUNT; i++)
        types[v->types_n++] = (struct files_choice){.value = ATTACH_KINDS[i].code,
                                                    .label = door_text(d, ATTACH_KINDS[i].text),
                                                    .is_chosen = str_eq(q->type, ATTACH_KINDS[i].code)};
    uses[v->uses_n++] = (struct files_choice){.label = TEXT(d, "files.any_use")};
    uses[v->uses_n++] = (struct files_choice){
        .value = STR("tied"), .label = TEXT(d, "files.used"), .is_chosen = q->wish.is_tied};
    uses[v->uses_n++] = (struct files_choice){
        .value = STR("free"), .label = TEXT(d, "files.unused"), .is_chosen = q->wish.is_free};
    v->types = types;
    v->uses = uses;
    v->find.value = q->wish.text;
    v->record.value = q->record;
    v->is_filtered = q->wish.text.n || q->wish.type.n || q->wish.is_tied || q->wish.is_free || q->record.n;
}

static struct str ties_words(struct door *d, int64_t ties)
{
    if (ties == 0)
        return TEXT(d, "files.ties_none");
    if (ties == 1)
        return TEXT(d, "files.ties_1");
    return TEXT1(d, "files.ties_n", arena_printf(d->a, "%" PRId64, ties));
}

static enum rc fill_rows(struct door *d, const struct attachments *all, struct files_view *v, struct err *err)
{
    struct file_row *rows = ARENA_ARRAY(d->a, struct file_row, all->n + 1);
    for (size_t i = 0; i < all->n; i++) {
        const struct attachment *f = &all->file[i];
        const struct attach_kind *kind = attach_kind_find(f->type);
        rows[i] = (struct file_row){.name = f->name,
                                    .url = arena_printf(d->a, "/files/%" PRId64, f->attachment_id),
                                    .type = kind ? door_text(d, kind->text) : f->type,
                                    .size = web_file_size(d, f->bytes),
                                    .organ = f->organ_name,
                                    .day = str_sub(web_instant(d, f->at_ms), 0, 10),
                                    .ties = ties_words(d, f->ties)};
        enum rc rc = web_file_remark(d, f, &rows[i].remark, err);
        if (rc != RC_OK)
            return rc;
    }
    v->rows = rows;
    v->rows_n = all->n;
    return RC_OK;
}

static enum rc export_files(struct door *d, const struct files_view *v, int64_t total, struct err *err)
{
    struct listing l = listing_of(d, STR("files"), v->shell.title);
    l.is_sensitive = true;
    l.total = (size_t)total;
    listing_column(&l, TEXT(d, "files.name"), 40);
    listing_column(&l, TEXT(d, "files.type"), 20);
    listing_column(&l, TEXT(d, "files.size"), 12);
    listing_column(&l, TEXT(d, "files.organ"), 24);
    listing_column(&l, TEXT(d, "files.day"), 12);
    listing_column(&l, TEXT(d, "files.ties"), 12);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct file_row *r = &v->rows[i];
        const struct str cell[] = {r->name, r->type, r->size, r->organ, r->day, r->ties};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return listing_reply(&l, err);
}

/* The list's own address, without its page. */
static struct str list_url(struct door *d, const struct asked *q)
{
    struct buf b CLEANUP(buf_release) = {0};
    const struct {
        const char *name;
        struct str value;
    } part[] = {{"q", q->wish.text}, {"type", q->type}, {"use", q->use}, {"record", q->record}};
    buf_put(&b, STR("/files"));
    for (size_t i = 0, n = 0; i < COUNT_OF(part); i++)
        if (part[i].value.n)
            buf_printf(&b, "%s%s=%.*s", n++ ? "&" : "?", part[i].name,
                       STR_ARG(url_part(d->a, part[i].value)));
    return arena_str(d->a, buf_str(&b));
}

static enum rc show_files(struct door *d, struct web_errors *errors, const struct files_taken *chosen,
                          struct err *err)
{
    struct asked q = asked_of(d);
    struct attachments all;
    struct files_view v = {.is_all = door_may_view(d, &view_files_all, 0),
                           .may_bring = door_may_act(d, &act_attachment_bring, 0)};
    int64_t page = web_page_asked(d), most = listing_rows_most(d, FILES_PER_PAGE);
    int64_t skip = listing_is_asked(d) ? 0 : (page - 1) * FILES_PER_PAGE;
    enum rc rc = attachments_load(d->db, d->a, d->who.actor.tenant_id, &q.wish, skip, most, &all, err);
    if (rc == RC_OK)
        rc = fill_rows(d, &all, &v, err);
    if (rc == RC_OK && v.may_bring)
        rc = files_field_load(d, ATTACHMENTS_AT_ONCE, chosen, &v.files, err);
    if (rc != RC_OK)
        return rc;
    fill_filters(d, &q, &v);
    v.pager = web_pager(d, list_url(d, &q), all.total, FILES_PER_PAGE, page);
    web_frame(d, &v.shell, PLACE_FILES, v.is_all ? TEXT(d, "files.title_all") : TEXT(d, "files.title"));
    v.errors = web_errors_view(d, errors, &v.shell);
    if (listing_is_asked(d))
        return export_files(d, &v, all.total, err);
    page_files(&d->h, &v);
    return RC_OK;
}

enum rc handle_files(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    return show_files(d, &none, NULL, err);
}

/* One file leads to its page, which says where else it is. */
enum rc handle_files_bring(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct files_taken taken;
    enum rc rc = attachment_take(d, STR("files"), ATTACHMENTS_AT_ONCE, &taken, &errors, err);
    if (rc == RC_OK && taken.n == 0) {
        rc = FAIL(err, RC_INVALID, "attachment.none_given", "no file");
        (void)web_refused(d, &errors, STR("files"), rc, err);
    }
    if (rc == RC_INVALID)
        return show_files(d, &errors, &taken, err);
    if (rc == RC_OK && taken.n == 1)
        door_see(d, arena_printf(d->a, "/files/%" PRId64 "?done=brought", taken.id[0]));
    else if (rc == RC_OK)
        door_see(d, STR("/files?done=brought"));
    return rc;
}
