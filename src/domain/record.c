/* The acts on records, and lists of them. What an act does is in record_run.c; here it is asked for by people
 * and by the tick, and brought up to date first: what was due before an act happens before it. */
#include "domain/record.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/utf8.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

/* ---- lists ---- */

static int light_asked(enum light light)
{
    return light == LIGHT_RED ? 3 : light == LIGHT_YELLOW ? 2 : light == LIGHT_GREEN;
}

static int64_t day_begins(int64_t day)
{
    return day ? date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), 0, 0) : 0;
}

static enum light light_of(int64_t warn_ms, int64_t due_ms, int64_t now_ms)
{
    return due_ms == 0         ? LIGHT_NONE
           : due_ms < now_ms   ? LIGHT_RED
           : warn_ms <= now_ms ? LIGHT_YELLOW
                               : LIGHT_GREEN;
}

/* |area=safety||campaign=147|: the words of record_tie, one behind the other. */
static struct str picks_text(struct arena *a, const struct record_filter *f)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < f->picks; i++) {
        const struct record_pick *p = &f->pick[i];
        if (p->code.n)
            buf_printf(&out, "|%.*s=%.*s|", STR_ARG(p->field), STR_ARG(p->code));
        else
            buf_printf(&out, "|%.*s=%" PRId64 "|", STR_ARG(p->field), p->number);
    }
    return arena_str(a, buf_str(&out));
}

enum rc record_list(struct db *db, struct arena *a, int64_t tenant_id, struct record_scope scope,
                    const struct record_filter *f, int64_t now_ms, struct record_rows *ret, struct err *err)
{
    struct sql_record_list_rows rows;
    struct sql_record_list_count_row count;
    int64_t organ = scope.is_all ? 0 : scope.organ_id, open = f->open > 0 ? 1 : f->open < 0 ? 2 : 0;
    int64_t from = day_begins(f->due_from), to = f->due_to ? day_begins(day_add(f->due_to, 1)) : 0;
    int64_t per_page = f->per_page > 0 ? f->per_page : LIMIT_ROWS_PER_PAGE, page = f->page > 1 ? f->page : 1;
    struct str picks = picks_text(a, f);
    enum rc rc = sql_record_list(db, a, tenant_id, organ, f->procedure, f->state, open, light_asked(f->light),
                                 f->lead, from, to, f->words, now_ms, per_page, (page - 1) * per_page,
                                 (int64_t)f->picks, picks, (int64_t)f->sort, &rows, err);
    if (rc == RC_OK)
        rc = sql_record_list_count(db, a, tenant_id, organ, f->procedure, f->state, open, f->lead, from, to,
                                   f->words, now_ms, (int64_t)f->picks, picks, &count, err);
    if (rc != RC_OK)
        return rc;
    struct record_line *line = ARENA_ARRAY(a, struct record_line, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct sql_record_list_row *row = &rows.row[i];
        line[i] = (struct record_line){.record_id = row->record_id,
                                       .version = row->version,
                                       .lead_id = row->lead_id,
                                       .opened_ms = row->opened_ms,
                                       .closed_ms = row->closed_ms,
                                       .due_ms = row->due_ms,
                                       .warn_ms = row->warn_ms,
                                       .procedure = row->procedure_id,
                                       .code = row->code,
                                       .title = row->title,
                                       .state = row->state,
                                       .light = light_of(row->warn_ms, row->due_ms, now_ms)};
    }
    *ret = (struct record_rows){.row = line, .n = rows.n};
    ret->by_light[LIGHT_RED] = count.red;
    ret->by_light[LIGHT_YELLOW] = count.yellow;
    ret->by_light[LIGHT_GREEN] = count.green;
    ret->by_light[LIGHT_NONE] = count.others;
    ret->total = f->light == LIGHT_NONE ? count.red + count.yellow + count.green + count.others
                                        : ret->by_light[f->light];
    return RC_OK;
}

/* ---- acts ---- */

enum rc record_begin(struct record_run *run, struct act *act, struct procedure_book *book, int64_t on_behalf,
                     struct problems *problems, struct err *err)
{
    int64_t seq;
    *run = (struct record_run){.act = act,
                               .book = book,
                               .on_behalf = on_behalf,
                               .problems = problems,
                               .context = {.book = book,
                                           .db = act->db,
                                           .a = act->arena,
                                           .tenant_id = act->actor.tenant_id,
                                           .now_ms = act->now_ms,
                                           .actor = &act->actor}};
    if (problems)
        problems_clear(problems);
    return act_seq(act, &seq, err);
}

static void name_act(struct act *act, const struct record *r, struct str what)
{
    act->object = arena_printf(act->arena, "record/%" PRId64, r->record_id);
    act->answer = arena_printf(act->arena, "%" PRId64, r->record_id);
    struct json j = json_to(&act->input_json);
    json_object(&j);
    json_key(&j, STR("act"));
    json_str(&j, what);
    json_key(&j, STR("procedure"));
    json_str(&j, r->procedure->id);
    json_object_end(&j);
}

static enum rc find_act(const struct procedure *p, struct str id, int *ret, struct err *err)
{
    *ret = procedure_act_find(p, id);
    if (*ret >= 0)
        return RC_OK;
    (void)FAIL(err, RC_NOT_FOUND, "record.no_such_act", "%.*s", STR_ARG(id));
    return err_arg(err, 0, id);
}

/* Only offices enter things for others; everybody else is their own organ. */
static enum rc check_behalf(const struct act *act, int64_t on_behalf, struct err *err)
{
    return on_behalf && !(ROLES_OFFICES >> act->actor.role & 1)
               ? FAIL(err, RC_DENIED, "record.not_on_behalf", "role %d", (int)act->actor.role)
               : RC_OK;
}

enum rc record_open_fresh(struct record_run *run, struct str procedure, struct str act_id,
                          const struct record_input *value, size_t values, const struct record **ret,
                          struct err *err)
{
    struct act *act = run->act;
    struct record *fresh = ARENA_NEW(act->arena, struct record);
    int what;
    enum rc rc = procedure_get(run->book, act->db, procedure, 0, &fresh->procedure, &fresh->version, err);
    if (rc == RC_OK)
        rc = find_act(fresh->procedure, act_id, &what, err);
    if (rc != RC_OK)
        return rc;
    fresh->tenant_id = act->actor.tenant_id;
    fresh->book = run->book;
    record_settle(act->arena, fresh);
    return record_perform(run, fresh, what, &act->actor, value, values, (struct record_cause){0}, ret, err);
}

enum rc run_record_open(struct act *act, const void *input, struct err *err)
{
    const struct record_open *in = input;
    struct record_run run;
    const struct record *r;
    enum rc rc = record_begin(&run, act, in->book, in->on_behalf, in->problems, err);
    if (rc == RC_OK)
        rc = check_behalf(act, in->on_behalf, err);
    if (rc == RC_OK)
        rc = record_open_fresh(&run, in->procedure, in->act, in->value, in->values, &r, err);
    if (rc == RC_OK)
        name_act(act, r, in->act);
    return rc;
}

/* The record as it is now, with what was due before now done. */
static enum rc load_current(struct record_run *run, int64_t record_id, const struct record **ret,
                            bool *ret_done, struct err *err)
{
    struct record *loaded;
    enum rc rc = record_load(run->act->db, run->act->arena, run->book, run->act->actor.tenant_id, record_id,
                             0, &loaded, err);
    if (rc != RC_OK)
        return rc;
    *ret = loaded;
    return record_catch_up(run, ret, ret_done, err);
}

/* What the program did meanwhile is no change that a person has to look at again. */
static bool changed_since(const struct record *r, int64_t events_seen)
{
    for (size_t i = (size_t)events_seen; i < r->events; i++)
        if (r->event[i].by_role != ROLE_SYSTEM)
            return true;
    return false;
}

static enum rc do_one(struct record_run *run, int64_t record_id, struct str what, int64_t events_seen,
                      const struct record_input *value, size_t values, const struct record **ret,
                      struct err *err)
{
    const struct record *r;
    bool is_done;
    int act = -1;
    enum rc rc = load_current(run, record_id, &r, &is_done, err);
    if (rc == RC_OK && !record_may_see(r, &run->act->actor))
        return FAIL(err, RC_NOT_FOUND, "record.no_such", "record %" PRId64, record_id);
    if (rc == RC_OK && events_seen > 0 && changed_since(r, events_seen))
        rc = FAIL(err, RC_CONFLICT, "record.changed_meanwhile", "%zu events, %" PRId64 " seen", r->events,
                  events_seen);
    if (rc == RC_OK)
        rc = find_act(r->procedure, what, &act, err);
    if (rc == RC_OK)
        rc = record_perform(run, r, act, &run->act->actor, value, values, (struct record_cause){0}, ret, err);
    return rc;
}

enum rc run_record_do(struct act *act, const void *input, struct err *err)
{
    const struct record_do *in = input;
    struct record_run run;
    const struct record *r;
    enum rc rc = record_begin(&run, act, in->book, in->on_behalf, in->problems, err);
    if (rc == RC_OK)
        rc = check_behalf(act, in->on_behalf, err);
    if (rc == RC_OK)
        rc = do_one(&run, in->record_id, in->act, in->events_seen, in->value, in->values, &r, err);
    if (rc == RC_OK)
        name_act(act, r, in->act);
    return rc;
}

/* A record that was ticked twice is done once. */
static bool stands_before(const struct record_batch *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (in->record_id[i] == in->record_id[n])
            return true;
    return false;
}

/* What is skipped must leave nothing behind, and an act inside an act has no savepoint of its own: so each is
 * asked first, and only those that may are done. */
enum rc run_record_batch(struct act *act, const void *input, struct err *err)
{
    const struct record_batch *in = input;
    struct record_run run;
    size_t done = 0;
    *in->ret_skips = 0;
    enum rc rc = record_begin(&run, act, in->book, 0, NULL, err);
    for (size_t i = 0; i < in->n && rc == RC_OK; i++) {
        const struct record *r;
        struct err why = {.rc = RC_OK};
        bool is_done;
        if (stands_before(in, i))
            continue;
        rc = load_current(&run, in->record_id[i], &r, &is_done, &why);
        if (rc == RC_NOT_FOUND) {
            in->ret_skip[(*in->ret_skips)++] = (struct record_skip){in->record_id[i], why};
            rc = RC_OK;
            continue;
        }
        if (rc != RC_OK) {
            *err = why;
            break;
        }
        int what = procedure_act_find(r->procedure, in->act);
        enum rc may = what < 0 || !r->procedure->act[what].is_batch || !record_may_see(r, &act->actor)
                          ? FAIL(&why, RC_DENIED, "record.no_such_act", "%.*s", STR_ARG(in->act))
                          : record_may(act->db, act->arena, r, &act->actor, what, act->now_ms, &why);
        if (may != RC_OK) {
            in->ret_skip[(*in->ret_skips)++] = (struct record_skip){in->record_id[i], why};
            continue;
        }
        run.events = 0;
        rc = record_perform(&run, r, what, &act->actor, in->value, in->values, (struct record_cause){0}, &r,
                            err);
        done++;
    }
    if (rc != RC_OK)
        return rc;
    if (done == 0)
        return FAIL(err, RC_CONFLICT, "record.batch_none", "%zu records", in->n);
    act->object = STR("record");
    act->answer = arena_printf(act->arena, "%zu", done);
    return RC_OK;
}

enum rc run_record_tick(struct act *act, const void *input, struct err *err)
{
    const struct record_tick *in = input;
    struct record_run run;
    const struct record *r;
    bool is_done;
    enum rc rc = record_begin(&run, act, in->book, 0, NULL, err);
    if (rc == RC_OK)
        rc = load_current(&run, in->record_id, &r, &is_done, err);
    if (rc == RC_OK && !is_done)
        rc = FAIL(err, RC_CONFLICT, "record.nothing_due", "record %" PRId64, in->record_id);
    if (rc == RC_OK)
        name_act(act, r, STR("tick"));
    return rc;
}

enum rc run_record_revoke(struct act *act, const void *input, struct err *err)
{
    const struct record_revoke *in = input;
    struct record_run run;
    const struct record *r;
    bool is_done;
    enum rc rc = record_begin(&run, act, in->book, 0, NULL, err);
    if (rc == RC_OK)
        rc = load_current(&run, in->record_id, &r, &is_done, err);
    if (rc == RC_OK && !record_may_see(r, &act->actor))
        rc = FAIL(err, RC_NOT_FOUND, "record.no_such", "record %" PRId64, in->record_id);
    if (rc == RC_OK)
        rc = record_take_back(&run, r, in, err);
    if (rc == RC_OK)
        name_act(act, r, STR("revoke"));
    return rc;
}
