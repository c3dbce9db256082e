/* /minutes/new: the text of minutes becomes decisions that a person mends, checks and takes in. Nothing is
 * kept between the pages but what travels in the form. */
#include <stdlib.h>

#include "web/listing.h"
#include "web/minutes_form.h"

/* ---- the text ---- */

static void show_new(struct door *d, struct minutes_form *f)
{
    struct minutes_new_view v = {.text = {.value = f->text}};
    if (f->text.n == 0)
        v.text.value = http_form(d->q, STR("text"));
    for (size_t i = 0; i < f->errors.n; i++)
        if (str_eq(f->errors.row[i].id, STR("file")))
            v.file.error = f->errors.row[i].text;
        else
            v.text.error = f->errors.row[i].text;
    web_frame(d, &v.shell, PLACE_NONE, TEXT(d, "minutes.title"));
    v.errors = web_errors_view(d, &f->errors, &v.shell);
    page_minutes_new(&d->h, &v);
}

enum rc handle_minutes_new(struct door *d, struct err *err)
{
    struct minutes_form f = {.d = d};
    (void)err;
    show_new(d, &f);
    return RC_OK;
}

/* ---- marks in a sentence ---- */

static int place_order(const void *a, const void *b)
{
    const struct paper_place *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* What is to be marked in `in`: what is asked about, or, where nothing is, who leads until when. */
static size_t marks_of(const struct minutes_form *f, const struct minutes_form_row *r, struct paper_place in,
                       struct paper_place *mark, size_t room)
{
    const struct decisions *all = &f->paper.decisions;
    size_t index = (size_t)(r->read - all->decision), n = 0;
    const struct paper_place plain[] = {r->read->lead.said.place, r->read->due.said.place};
    for (size_t i = 0; i < all->questions && n < room; i++)
        if (all->question[i].decision == index)
            mark[n++] = all->question[i].place;
    for (size_t i = 0; i < COUNT_OF(plain) && !r->read->is_unsure && n < room; i++)
        mark[n++] = plain[i];
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (mark[i].n && mark[i].n < in.n && mark[i].at >= in.at && mark[i].at + mark[i].n <= in.at + in.n)
            mark[kept++] = mark[i];
    qsort(mark, kept, sizeof *mark, place_order);
    return kept;
}

static struct marked_view marked(struct minutes_form *f, const struct minutes_form_row *r,
                                 struct paper_place in)
{
    struct paper_place mark[QUESTION__COUNT + 2];
    size_t n = marks_of(f, r, in, mark, COUNT_OF(mark)), pieces = 0, at = in.at;
    struct marked_piece *piece = ARENA_ARRAY(f->d->a, struct marked_piece, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        if (mark[i].at < at)
            continue;
        piece[pieces++] = (struct marked_piece){str_sub(f->text, at, mark[i].at - at), false};
        piece[pieces++] = (struct marked_piece){str_sub(f->text, mark[i].at, mark[i].n), true};
        at = mark[i].at + mark[i].n;
    }
    piece[pieces++] = (struct marked_piece){str_sub(f->text, at, in.at + in.n - at), false};
    return (struct marked_view){piece, pieces};
}

static void fill_sentences(struct minutes_form *f, struct minutes_form_row *r)
{
    struct minutes_sentence *s = ARENA_ARRAY(f->d->a, struct minutes_sentence, r->read->places);
    for (size_t i = 0; i < r->read->places; i++)
        s[i].text = marked(f, r, r->read->place[i]);
    r->v.sentences = s;
    r->v.sentences_n = r->read->places;
}

/* ---- questions ---- */

static struct str names_of(struct minutes_form *f, const struct paper_organ *o, size_t n)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < n; i++) {
        const struct organ *known = organ_by_id(&f->organs, o[i].organ_id);
        if (i)
            buf_put(&out, STR("、"));
        buf_put(&out, known ? known->short_name : o[i].said.text);
    }
    return arena_str(f->d->a, buf_str(&out));
}

static struct str near_of(struct minutes_form *f, const struct paper_organ *o)
{
    struct paper_organ near[PAPER_NEAR_MAX] = {{{{0}}}};
    for (size_t i = 0; i < o->nears; i++)
        near[i].organ_id = o->near[i];
    return names_of(f, near, o->nears);
}

/* 可能是市住建局 */
static struct str lead_hint(struct minutes_form *f, const struct decision *d)
{
    if (d->mays)
        return TEXT1(f->d, "minutes.may_lead", names_of(f, d->may, d->mays));
    if (d->lead.is_group)
        return TEXT1(f->d, "minutes.group", d->lead.said.text);
    return d->lead.nears ? TEXT1(f->d, "minutes.may_be", near_of(f, &d->lead)) : (struct str){0};
}

static struct str due_hint(struct minutes_form *f, const struct decision *d)
{
    if (d->due.kind == DUE_NONE)
        return (struct str){0};
    return TEXT1(f->d, "minutes.said_so", d->due.said.text);
}

static const struct minutes_question *questions_of(struct minutes_form *f, size_t decision, size_t *ret_n)
{
    const struct decisions *all = &f->paper.decisions;
    struct minutes_question *q = ARENA_ARRAY(f->d->a, struct minutes_question, QUESTION__COUNT);
    size_t n = 0;
    for (size_t i = 0; i < all->questions && n < QUESTION__COUNT; i++)
        if (all->question[i].decision == decision)
            q[n++].text = door_text(f->d, question_text(all->question[i].ask));
    *ret_n = n;
    return q;
}

/* ---- the rows ---- */

static struct str heading_of(const struct minutes_form *f, const struct decision *d)
{
    if (d->item == PAPER_NONE)
        return (struct str){0};
    const struct minutes_item *item = &f->paper.item[d->item];
    while (item->heading.text.n == 0 && item->parent != PAPER_NONE)
        item = &f->paper.item[item->parent];
    return item->heading.text;
}

static void fill_row(struct minutes_form *f, struct minutes_form_row *r)
{
    struct minutes_row_view *v = &r->v;
    size_t index = (size_t)(r->read - f->paper.decisions.decision);
    v->heading = heading_of(f, r->read);
    v->lead_hint = lead_hint(f, r->read);
    v->due_hint = due_hint(f, r->read);
    if (r->read->feedback.place.n)
        v->feedback_hint = TEXT1(f->d, "minutes.said_so", r->read->feedback.text);
    v->questions = questions_of(f, index, &v->questions_n);
    v->feedbacks = minutes_choices(f, f->decision, "feedback", &v->feedbacks_n);
    v->levels = minutes_choices(f, f->decision, "level", &v->levels_n);
    fill_sentences(f, r);
}

static void fill_rows(struct minutes_form *f, struct minutes_edit_view *v)
{
    struct minutes_row_view *asked = ARENA_ARRAY(f->d->a, struct minutes_row_view, f->rows + 1);
    struct minutes_row_view *sure = ARENA_ARRAY(f->d->a, struct minutes_row_view, f->rows + 1);
    for (size_t i = 0; i < f->rows; i++) {
        fill_row(f, &f->row[i]);
        if (f->row[i].v.questions_n)
            asked[v->asked_n++] = f->row[i].v;
        else
            sure[v->sure_n++] = f->row[i].v;
    }
    v->asked = asked;
    v->sure = sure;
}

static void fill_remarks(struct minutes_form *f, struct minutes_edit_view *v)
{
    const struct decisions *all = &f->paper.decisions;
    struct minutes_remark *r = ARENA_ARRAY(f->d->a, struct minutes_remark, all->remarks + 1);
    for (size_t i = 0; i < all->remarks; i++)
        if (all->remark[i].why != NOT_HEAD && all->remark[i].why != NOT_ATTENDANCE)
            r[v->remarks_n++] =
                (struct minutes_remark){door_text(f->d, no_task_text(all->remark[i].why)),
                                        str_sub(f->text, all->remark[i].place.at, all->remark[i].place.n)};
    v->remarks = r;
}

static const struct option *organ_options(const struct minutes_form *f)
{
    struct option *o = ARENA_ARRAY(f->d->a, struct option, f->organs.n + 1);
    for (size_t i = 0; i < f->organs.n; i++)
        o[i] = (struct option){f->organs.organ[i].short_name, f->organs.organ[i].name};
    return o;
}

static void show_edit(struct door *d, struct minutes_form *f)
{
    struct minutes_edit_view v = {.text = f->text,
                                  .title = f->title,
                                  .kind = f->kind,
                                  .host = f->host,
                                  .held_on = f->held_on,
                                  .number = f->paper.number.text,
                                  .organs = organ_options(f),
                                  .organs_n = f->organs.n};
    fill_rows(f, &v);
    fill_remarks(f, &v);
    v.questions = questions_of(f, PAPER_NONE, &v.questions_n);
    v.kinds = minutes_choices(f, f->meeting, "kind", &v.kinds_n);
    v.sentence =
        TEXT2(d, "minutes.found", web_number(d, (int64_t)f->rows), web_number(d, (int64_t)v.asked_n));
    web_frame(d, &v.shell, PLACE_NONE, TEXT(d, "minutes.edit"));
    v.errors = web_errors_view(d, &f->errors, &v.shell);
    page_minutes_edit(&d->h, &v);
}

/* ---- the check ---- */

static struct str organ_full(const struct minutes_form *f, struct str name)
{
    const struct organ *o = organ_by_name(&f->organs, name);
    return o ? o->name : name;
}

static struct minutes_line_row line_of(struct minutes_form *f, const struct minutes_row_view *r,
                                       struct str lead)
{
    return (struct minutes_line_row){.number = r->number,
                                     .what = r->what.value,
                                     .lead = organ_full(f, lead),
                                     .partners = r->partners.value,
                                     .due = r->due.value,
                                     .standard = r->standard.value,
                                     .feedback =
                                         minutes_choice(f, f->decision, "feedback", r->feedback.value),
                                     .level = minutes_choice(f, f->decision, "level", r->level.value),
                                     .consult = r->consult.value};
}

/* A line for each lead. */
static void fill_lines(struct minutes_form *f, struct minutes_confirm_view *v)
{
    struct minutes_line_row *line = ARENA_ARRAY(f->d->a, struct minutes_line_row, f->lines + 1);
    for (size_t i = 0; i < f->rows; i++) {
        struct str rest = f->row[i].v.lead.value, name;
        while (f->row[i].v.is_taken && v->rows_n < f->lines && minutes_next_lead(&rest, &name))
            line[v->rows_n++] = line_of(f, &f->row[i].v, name);
    }
    v->rows = line;
}

static void fill_hidden(struct minutes_form *f, struct minutes_confirm_view *v)
{
    struct minutes_hidden *h = ARENA_ARRAY(f->d->a, struct minutes_hidden, 9 * f->rows + 6);
    size_t n = 0;
    h[n++] = (struct minutes_hidden){STR("text"), f->text};
    h[n++] = (struct minutes_hidden){STR("typed"), STR("1")};
    h[n++] = (struct minutes_hidden){STR("title"), f->title.value};
    h[n++] = (struct minutes_hidden){STR("kind"), f->kind.value};
    h[n++] = (struct minutes_hidden){STR("host"), f->host.value};
    h[n++] = (struct minutes_hidden){STR("held_on"), f->held_on.value};
    for (size_t i = 0; i < f->rows; i++) {
        const struct minutes_row_view *r = &f->row[i].v;
        const struct minutes_hidden all[] = {{r->take_id, STR("1")},
                                             {r->lead_id, r->lead.value},
                                             {r->partners_id, r->partners.value},
                                             {r->what_id, r->what.value},
                                             {r->due_id, r->due.value},
                                             {r->standard_id, r->standard.value},
                                             {r->feedback_id, r->feedback.value},
                                             {r->level_id, r->level.value},
                                             {r->consult_id, r->consult.value}};
        for (size_t k = r->is_taken ? 0 : 1; k < COUNT_OF(all); k++)
            h[n++] = all[k];
    }
    v->fields = h;
    v->fields_n = n;
}

static void fill_confirm(struct minutes_form *f, struct minutes_confirm_view *v)
{
    *v = (struct minutes_confirm_view){.title = f->title.value,
                                       .kind = minutes_choice(f, f->meeting, "kind", f->kind.value),
                                       .host = organ_full(f, f->host.value),
                                       .held_on = f->held_on.value,
                                       .number = f->paper.number.text};
    v->sentence = TEXT1(f->d, "minutes.confirm_lead", web_number(f->d, (int64_t)f->lines));
    fill_lines(f, v);
    fill_hidden(f, v);
}

static void show_confirm(struct door *d, struct minutes_form *f)
{
    struct minutes_confirm_view v;
    fill_confirm(f, &v);
    web_frame(d, &v.shell, PLACE_NONE, TEXT(d, "minutes.confirm"));
    v.errors = web_errors_view(d, &f->errors, &v.shell);
    page_minutes_confirm(&d->h, &v);
}

/* The checked rows as a table, to be handed round before they are taken in. */
static enum rc reply_table(struct door *d, struct minutes_form *f, struct err *err)
{
    struct minutes_confirm_view v;
    fill_confirm(f, &v);
    struct listing l = listing_of(d, STR("decisions"), v.title);
    listing_remark(&l, v.number);
    listing_remark(&l, TEXT2(d, "minutes.table_remark", v.host, v.held_on));
    listing_column(&l, TEXT(d, "minutes.number"), 6);
    listing_column(&l, TEXT(d, "minutes.what"), 44);
    listing_column(&l, TEXT(d, "minutes.lead_organ"), 24);
    listing_column(&l, TEXT(d, "minutes.partners"), 30);
    listing_column(&l, TEXT(d, "minutes.due"), 12);
    listing_column(&l, TEXT(d, "minutes.standard"), 30);
    listing_column(&l, TEXT(d, "minutes.feedback"), 12);
    listing_column(&l, TEXT(d, "minutes.level"), 12);
    for (size_t i = 0; i < v.rows_n; i++) {
        const struct minutes_line_row *r = &v.rows[i];
        const struct str cell[] = {r->number, r->what,     r->lead,     r->partners,
                                   r->due,    r->standard, r->feedback, r->level};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return listing_reply(&l, err);
}

/* ---- taking in ---- */

/* The decisions of the ticked rows; of_row[i] is the row of line i. */
static size_t fill_take(struct minutes_form *f, struct minutes_line *line, size_t *of_row)
{
    size_t n = 0;
    for (size_t i = 0; i < f->rows; i++) {
        const struct minutes_form_row *r = &f->row[i];
        for (size_t k = 0; r->v.is_taken && k < r->leads; k++) {
            struct record_input *value = ARENA_ARRAY(f->d->a, struct record_input, r->inputs + 1);
            memcpy(value, r->input, r->inputs * sizeof *value);
            value[r->inputs] = r->lead[k];
            of_row[n] = i;
            line[n++] = (struct minutes_line){value, r->inputs + 1};
        }
    }
    return n;
}

static enum rc take(struct door *d, struct minutes_form *f, struct act_receipt *ret, struct err *err)
{
    struct minutes_line *line = ARENA_ARRAY(d->a, struct minutes_line, f->lines + 1);
    size_t *of_row = ARENA_ARRAY(d->a, size_t, f->lines + 1);
    struct problems problems = {.arena = d->a};
    size_t n = fill_take(f, line, of_row), wrong = n;
    struct minutes_take in = {.book = d->app->procedures,
                              .value = f->input,
                              .values = f->inputs,
                              .line = line,
                              .lines = n,
                              .ret_line = &wrong,
                              .problems = &problems};
    enum rc rc = door_act(d, &in, ret, err);
    struct str id = wrong < n ? f->row[of_row[wrong]].v.anchor : (struct str){0};
    return rc != RC_OK && web_refused(d, &f->errors, id, rc, err) ? RC_INVALID : rc;
}

static enum rc finish(struct door *d, struct minutes_form *f, struct err *err)
{
    struct act_receipt receipt;
    enum rc rc = take(d, f, &receipt, err);
    if (rc == RC_OK)
        door_see(d, arena_printf(d->a, "/records/%.*s?done=minutes", STR_ARG(receipt.answer)));
    else if (f->errors.n) {
        show_edit(d, f);
        rc = RC_OK;
    }
    return rc;
}

enum rc handle_minutes_take(struct door *d, struct err *err)
{
    struct minutes_form f;
    struct str go = http_form(d->q, STR("go"));
    enum rc rc = minutes_form_read(d, &f, err);
    if (rc != RC_OK)
        return rc;
    bool is_checked = str_eq(go, STR("check")) || str_eq(go, STR("take")) || str_eq(go, STR("table"));
    if (f.errors.n || str_eq(go, STR("again"))) {
        show_new(d, &f);
        return RC_OK;
    }
    if (is_checked)
        minutes_form_check(&f);
    if (!is_checked || f.errors.n)
        show_edit(d, &f);
    else if (str_eq(go, STR("take")))
        return finish(d, &f, err);
    else if (str_eq(go, STR("table")))
        return reply_table(d, &f, err);
    else
        show_confirm(d, &f);
    return RC_OK;
}
