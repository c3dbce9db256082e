/* The engine that all kinds share: reading what was given, judging its rows, drafts, and confirming.
 *
 * Reading is slow and happens before the writer's turn. Inside the act the kind compares once more (`diff`),
 * in the writer's own picture of the data base, and what it finds is both compared with what the person saw
 * and written. So nothing is trusted that was read before, and nothing is read twice.
 *
 * Rejected: confirming by number of a stored difference (what it says may be old by then); a lock on what a
 * draft speaks of (somebody goes to lunch, and nobody can hand anything in). */
#include "domain/intake.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>

#include "domain/put.h"
#include "gen/sql.h"

#define QUESTIONS_MAX 512
#define DRAFT_ID_BYTES 16
#define FILE_END_BYTES_MAX 4 /* xlsx */
#define DRAFT_MS (INT64_C(24) * 3600 * 1000 * INTAKE_DRAFT_DAYS)

PUT_FUNCTION(table_import)

const struct intake_kind *const INTAKE_KINDS[] = {&INTAKE_VALUES,   &INTAKE_ORGANS, &INTAKE_PEOPLE,
                                                  &INTAKE_ACCOUNTS, &INTAKE_ROLES,  &INTAKE_PAST,
                                                  &INTAKE_REGISTER};
const size_t INTAKE_KINDS_COUNT = COUNT_OF(INTAKE_KINDS);

const struct intake_kind *intake_kind_find(struct str code)
{
    for (size_t i = 0; i < INTAKE_KINDS_COUNT; i++)
        if (str_eq(INTAKE_KINDS[i]->code, code))
            return INTAKE_KINDS[i];
    return NULL;
}

/* ---- the chosen sheet, with what was mended ---- */

/* Mends by row, then column; of several of one cell the last one alone, because the last word counts. */
struct mends {
    struct intake_mend *mend;
    size_t n;
};

struct numbered {
    struct intake_mend mend;
    size_t at;
};

static int by_place(const void *x, const void *y)
{
    const struct numbered *a = x, *b = y;
    if (a->mend.row != b->mend.row)
        return a->mend.row < b->mend.row ? -1 : 1;
    if (a->mend.column != b->mend.column)
        return a->mend.column < b->mend.column ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static struct mends mends_sorted(struct arena *a, const struct intake_given *given)
{
    struct mends out = {.mend = ARENA_ARRAY(a, struct intake_mend, given->mends + 1)};
    struct numbered *all = ARENA_ARRAY(a, struct numbered, given->mends + 1);
    for (size_t i = 0; i < given->mends; i++)
        all[i] = (struct numbered){given->mend[i], i};
    qsort(all, given->mends, sizeof *all, by_place);
    for (size_t i = 0; i < given->mends; i++) {
        const struct intake_mend *m = &all[i].mend, *last = out.n ? &out.mend[out.n - 1] : NULL;
        out.n -= last && last->row == m->row && last->column == m->column;
        out.mend[out.n++] = *m;
    }
    return out;
}

/* The first mend that is not before the place. */
static size_t mend_from(const struct mends *m, int row, int column)
{
    size_t low = 0, high = m->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct intake_mend *at = &m->mend[middle];
        if (at->row < row || (at->row == row && at->column < column))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_mended(const struct mends *m, int row, int column)
{
    size_t at = mend_from(m, row, column);
    return at < m->n && m->mend[at].row == row && m->mend[at].column == column;
}

static void mend_row(struct arena *a, const struct mends *m, const struct table *t, struct table_row *row)
{
    size_t at = mend_from(m, row->number, 1);
    if (at == m->n || m->mend[at].row != row->number)
        return;
    struct str *cell = ARENA_ARRAY(a, struct str, t->cols + 1);
    memcpy(cell, row->cell, t->cols * sizeof *cell);
    for (; at < m->n && m->mend[at].row == row->number; at++)
        if ((size_t)m->mend[at].column <= t->cols)
            cell[m->mend[at].column - 1] = m->mend[at].text;
    row->cell = cell;
}

static const struct table_row *mend_rows(struct arena *a, const struct mends *m, const struct table *t,
                                         const struct table_row *row, size_t n)
{
    struct table_row *out = ARENA_ARRAY(a, struct table_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        out[i] = row[i];
        mend_row(a, m, t, &out[i]);
    }
    return out;
}

void intake_mend(struct intake *in, struct table *t)
{
    if (in->given.mends == 0)
        return;
    struct mends m = mends_sorted(in->a, &in->given);
    t->row = mend_rows(in->a, &m, t, t->row, t->rows);
    t->above = mend_rows(in->a, &m, t, t->above, t->aboves);
    mend_row(in->a, &m, t, &t->head);
    struct table_note *note = ARENA_ARRAY(in->a, struct table_note, t->notes + 1);
    size_t notes = 0;
    for (size_t i = 0; i < t->notes; i++)
        if (!is_mended(&m, t->note[i].row, t->note[i].column))
            note[notes++] = t->note[i];
    t->note = note;
    t->notes = notes;
}

/* A mend belongs to the sheet that the person saw: the one that was asked for, or the only one. */
static bool mend_before_choice(struct intake *in)
{
    for (size_t i = 0; i < in->book.tables; i++)
        if (in->book.tables == 1 || (in->given.sheet.n && str_eq(in->book.table[i].sheet, in->given.sheet))) {
            intake_mend(in, &in->book.table[i]);
            return true;
        }
    return false;
}

static size_t heads_known(const struct table *t, bool (*is_known)(const void *ctx, struct str cell),
                          const void *ctx)
{
    size_t n = 0;
    for (size_t i = 0; i < t->cols; i++)
        n += is_known(ctx, t->head.cell[i]);
    return n;
}

void intake_sheet_choose(struct intake *in, bool (*is_known)(const void *ctx, struct str cell),
                         const void *ctx)
{
    size_t best = 0, best_known = 0;
    for (size_t i = 0; i < in->book.tables; i++) {
        struct table *t = &in->book.table[i];
        table_head_find(in->a, t, is_known, ctx);
        size_t known = heads_known(t, is_known, ctx);
        if (in->given.sheet.n && str_eq(t->sheet, in->given.sheet)) {
            best = i;
            break;
        }
        if (known > best_known) {
            best = i;
            best_known = known;
        }
    }
    in->table = in->book.table[best];
    for (size_t i = 0; i < in->book.tables; i++) {
        if (i == best)
            continue;
        struct problem *p = PROBLEM(in->problems, 0, 0, "intake.other_sheet");
        problem_remark(in->problems, p);
        problem_arg(in->problems, p, 0, in->book.table[i].sheet);
        problem_arg(in->problems, p, 1, in->table.sheet);
    }
}

struct str intake_cell(const struct intake *in, size_t row, size_t column)
{
    ASSERT(row < in->table.rows && column < in->table.cols);
    return in->table.row[row].cell[column];
}

size_t intake_row_at(const struct intake *in, int number)
{
    size_t low = 0, high = in->table.rows;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (in->table.row[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < in->table.rows && in->table.row[low].number == number ? low : in->table.rows;
}

bool intake_row_is_good(const struct intake *in, size_t row)
{
    return in->row_state && row < in->table.rows && in->row_state[row] == ROW_GOOD;
}

/* ---- what kinds say ---- */

struct intake_question *intake_question_add(struct intake *in, struct str id, int column, const char *text,
                                            const struct intake_choice *choice, size_t choices)
{
    if (!in->question)
        in->question = ARENA_ARRAY(in->a, struct intake_question, QUESTIONS_MAX + 1);
    struct intake_question *q = &in->question[in->questions];
    *q = (struct intake_question){
        .id = id, .column = column, .text = text, .choice = choice, .choices = choices};
    for (size_t i = 0; i < in->given.answers; i++)
        for (size_t k = 0; k < choices; k++)
            if (str_eq(in->given.answer[i].question, id) &&
                str_eq(in->given.answer[i].choice, choice[k].value))
                q->answer = choice[k].value;
    in->questions += in->questions < QUESTIONS_MAX;
    return q;
}

void intake_fix_add(struct intake *in, int row, int column, struct str was, struct str became)
{
    if (!in->fix)
        in->fix = ARENA_ARRAY(in->a, struct intake_fix, LIMIT_PROBLEMS);
    if (in->fixes < LIMIT_PROBLEMS)
        in->fix[in->fixes] = (struct intake_fix){row, column, was, became};
    in->fixes++;
}

static void put_member(struct json *j, const char *key, struct str value)
{
    if (value.n) {
        json_key(j, str_c(key));
        json_str(j, value);
    }
}

/* The name of a difference grows line by line; it says nothing of the reader's language. */
static void chain_on(struct intake *in, const struct intake_line *line)
{
    struct buf out CLEANUP(buf_release) = {0};
    buf_put(&out, hash_str(&in->chain));
    struct json j = json_to(&out);
    json_object(&j);
    if (line->means.n) {
        put_member(&j, "means", line->means);
    } else {
        put_member(&j, "after", line->after);
        put_member(&j, "before", line->before);
        put_member(&j, "field", line->field);
    }
    json_key(&j, STR("what"));
    json_int(&j, line->change);
    put_member(&j, "who", line->subject);
    json_object_end(&j);
    ASSERT(!out.failed);
    in->chain = hash_of(buf_str(&out));
}

bool intake_has_room(const struct intake *in) { return in->lines < INTAKE_LINES_SHOWN; }

void intake_line_add(struct intake *in, struct intake_line line)
{
    in->change[line.change]++;
    if (line.change == CHANGE_SAME)
        return;
    chain_on(in, &line);
    if (!intake_has_room(in))
        return;
    if (!in->line)
        in->line = ARENA_ARRAY(in->a, struct intake_line, INTAKE_LINES_SHOWN);
    line.means = (struct str){0};
    in->line[in->lines++] = line;
}

/* ---- the judgement ---- */

static bool ticks_all(const struct intake_given *given)
{
    for (size_t i = 0; i < given->ticks; i++)
        if (given->tick[i].row == 0 && str_eq(given->tick[i].text, INTAKE_TICK_ALL))
            return true;
    return false;
}

static bool is_ticked(const struct intake_given *given, const struct problem *p)
{
    for (size_t i = 0; i < given->ticks; i++)
        if (given->tick[i].row == p->line && given->tick[i].column == p->column &&
            str_eq(given->tick[i].text, str_c(p->text)))
            return true;
    return false;
}

/* Where the list was too short for all warnings, a row that the reader marked stays to be looked into. */
static void forgive(struct intake *in, bool is_forgiven)
{
    for (size_t i = 0; in->row_state && is_forgiven && i < in->table.rows; i++)
        if (in->row_state[i] == ROW_WARNED)
            in->row_state[i] = ROW_GOOD;
}

void intake_judge(struct intake *in)
{
    bool all = ticks_all(&in->given);
    in->open_ticks = 0;
    forgive(in, all || in->problems->more == 0);
    for (size_t i = 0; i < in->problems->n; i++) {
        const struct problem *p = &in->problems->item[i];
        size_t row = intake_row_at(in, p->line);
        bool is_open = p->is_warning && !p->is_remark && !all && !is_ticked(&in->given, p);
        in->open_ticks += is_open;
        if (!in->row_state || row == in->table.rows)
            continue;
        if (!p->is_warning)
            in->row_state[row] = ROW_BAD;
        else if (is_open && in->row_state[row] == ROW_GOOD)
            in->row_state[row] = ROW_WARNED;
    }
    memset(in->rows, 0, sizeof in->rows);
    for (size_t i = 0; in->row_state && i < in->table.rows; i++)
        in->rows[in->row_state[i]]++;
    if (in->open_ticks < in->rows[ROW_WARNED])
        in->open_ticks = in->rows[ROW_WARNED];
    in->open_questions = 0;
    for (size_t i = 0; i < in->questions; i++)
        in->open_questions += in->question[i].answer.n == 0;
}

/* Something is wrong with the table as a whole: then no row of it is good. */
static bool head_is_wrong(const struct intake *in)
{
    for (size_t i = 0; i < in->problems->n; i++)
        if (!in->problems->item[i].is_warning &&
            intake_row_at(in, in->problems->item[i].line) == in->table.rows)
            return true;
    return !in->row_state;
}

bool intake_is_ready(const struct intake *in)
{
    return in->row_state && in->problems->blocking == 0 && in->open_questions == 0 && in->open_ticks == 0 &&
           in->rows[ROW_BAD] == 0;
}

bool intake_has_good(const struct intake *in)
{
    return in->rows[ROW_GOOD] > 0 && in->open_questions == 0 && !head_is_wrong(in);
}

/* ---- reading ---- */

static enum rc compare(struct intake *in, struct db *db, struct err *err)
{
    in->line = NULL;
    in->lines = 0;
    in->plan = NULL;
    memset(in->change, 0, sizeof in->change);
    in->chain = hash_of(in->kind->code);
    enum rc rc = in->row_state ? in->kind->diff(in, db, err) : RC_OK;
    in->seen = hash_hex(in->a, in->chain);
    return rc;
}

enum rc intake_read(struct intake *in, struct db *db, struct err *err)
{
    if (!in->kind)
        in->kind = intake_kind_find(in->given.kind);
    if (!in->kind)
        return FAIL(err, RC_NOT_FOUND, "intake.no_such_kind", "kind %.*s", STR_ARG(in->given.kind));
    if (!in->problems)
        in->problems = ARENA_NEW(in->a, struct problems);
    in->problems->arena = in->a;
    problems_clear(in->problems);
    enum rc rc = table_book_read(in->a, in->given.bytes, &in->book, in->problems);
    if (rc != RC_OK)
        return FAIL(err, rc == RC_TOO_LARGE ? rc : RC_INVALID, "intake.cannot_be_read", "rc %d", (int)rc);
    bool is_mended = mend_before_choice(in);
    struct intake_given given = in->given;
    if (is_mended) /* once is enough */
        in->given.mends = 0;
    rc = in->kind->read(in, db, err);
    in->given = given;
    if (rc != RC_OK)
        return rc;
    intake_judge(in);
    return compare(in, db, err);
}

enum rc intake_prepare(struct intake *in, const struct world *world, struct err *err)
{
    return in->kind->prepare ? in->kind->prepare(in, world, err) : RC_OK;
}

/* ---- drafts: what is kept ---- */

static void put_places(struct json *j, const char *key, const struct intake_mend *mend, size_t n,
                       const char *text)
{
    if (n == 0)
        return;
    json_key(j, str_c(key));
    json_array(j);
    for (size_t i = 0; i < n; i++) {
        json_object(j);
        json_key(j, STR("column"));
        json_int(j, mend[i].column);
        json_key(j, STR("row"));
        json_int(j, mend[i].row);
        json_key(j, str_c(text));
        json_str(j, mend[i].text);
        json_object_end(j);
    }
    json_array_end(j);
}

/* {"answers":[{"choice":…,"question":…}],"mends":[{"column":…,"row":…,"text":…}],"ticks":[…"warning"…]} */
static struct str choices_json(struct arena *a, const struct intake_given *given)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct json j = json_to(&out);
    struct intake_mend *tick = ARENA_ARRAY(a, struct intake_mend, given->ticks + 1);
    for (size_t i = 0; i < given->ticks; i++)
        tick[i] = (struct intake_mend){given->tick[i].row, given->tick[i].column, given->tick[i].text};
    json_object(&j);
    if (given->answers) {
        json_key(&j, STR("answers"));
        json_array(&j);
        for (size_t i = 0; i < given->answers; i++) {
            json_object(&j);
            json_key(&j, STR("choice"));
            json_str(&j, given->answer[i].choice);
            json_key(&j, STR("question"));
            json_str(&j, given->answer[i].question);
            json_object_end(&j);
        }
        json_array_end(&j);
    }
    put_places(&j, "mends", given->mend, given->mends, "text");
    put_places(&j, "ticks", tick, given->ticks, "warning");
    json_object_end(&j);
    ASSERT(!out.failed);
    return arena_str(a, buf_str(&out));
}

static const struct intake_mend *read_places(struct arena *a, const struct canon *list, struct str text,
                                             size_t *ret_n)
{
    *ret_n = list ? list->n : 0;
    struct intake_mend *out = ARENA_ARRAY(a, struct intake_mend, *ret_n + 1);
    size_t i = 0;
    for (const struct canon *c = list ? list->first : NULL; c; c = c->next)
        out[i++] = (struct intake_mend){(int)canon_int(c, STR("row"), 0), (int)canon_int(c, STR("column"), 0),
                                        canon_text(c, text)};
    return out;
}

static enum rc choices_read(struct arena *a, struct str text, struct intake_given *given, struct err *err)
{
    const struct canon *v;
    enum rc rc = canon_read(text, a, &v, err);
    if (rc != RC_OK)
        return rc;
    const struct canon *answers = canon_get(v, STR("answers"));
    struct intake_answer *answer = ARENA_ARRAY(a, struct intake_answer, answers ? answers->n + 1 : 1);
    for (const struct canon *c = answers ? answers->first : NULL; c; c = c->next)
        answer[given->answers++] =
            (struct intake_answer){canon_text(c, STR("question")), canon_text(c, STR("choice"))};
    given->answer = answer;
    given->mend = read_places(a, canon_get(v, STR("mends")), STR("text"), &given->mends);
    const struct intake_mend *place =
        read_places(a, canon_get(v, STR("ticks")), STR("warning"), &given->ticks);
    struct intake_tick *tick = ARENA_ARRAY(a, struct intake_tick, given->ticks + 1);
    for (size_t i = 0; i < given->ticks; i++)
        tick[i] = (struct intake_tick){place[i].row, place[i].column, place[i].text};
    given->tick = tick;
    return RC_OK;
}

static struct vault_place draft_place(struct str draft_id, const char *field)
{
    return (struct vault_place){STR("intake_draft"), draft_id, str_c(field)};
}

static enum rc no_such_draft(struct err *err, struct str draft_id)
{
    return FAIL(err, RC_NOT_FOUND, "intake.no_such_draft", "draft %.*s", STR_ARG(draft_id));
}

enum rc intake_given_load(struct db *db, struct arena *a, struct ledger *ledger, const struct actor *actor,
                          int64_t now_ms, struct str draft_id, struct intake_given *ret, struct err *err)
{
    struct sql_intake_draft_get_row row;
    bool is_found;
    enum rc rc = sql_intake_draft_get(db, a, actor->tenant_id, draft_id, actor->account_id, now_ms - DRAFT_MS,
                                      &row, &is_found, err);
    if (rc == RC_OK && !is_found)
        return no_such_draft(err, draft_id);
    if (rc != RC_OK)
        return rc;
    const struct vault *v = ledger_vault(ledger);
    if (row.is_sealed && (!vault_open(v, a, draft_place(draft_id, "bytes"), row.bytes, &row.bytes) ||
                          !vault_open(v, a, draft_place(draft_id, "choices"), row.choices, &row.choices)))
        return FAIL(err, RC_INVALID, "intake.draft_damaged", "draft %.*s", STR_ARG(draft_id));
    struct intake_given given = {.kind = row.kind,
                                 .bytes = row.bytes,
                                 .file_name = row.file_name,
                                 .scheme_code = row.scheme_code,
                                 .period = row.period,
                                 .sheet = row.sheet};
    rc = choices_read(a, row.choices, &given, err);
    if (rc == RC_OK)
        *ret = given;
    return rc;
}

enum rc intake_drafts_load(struct db *db, struct arena *a, const struct actor *actor, int64_t now_ms,
                           struct intake_drafts *ret, struct err *err)
{
    struct sql_intake_draft_list_rows rows;
    enum rc rc =
        sql_intake_draft_list(db, a, actor->tenant_id, actor->account_id, now_ms - DRAFT_MS, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct intake_draft *out = ARENA_ARRAY(a, struct intake_draft, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = (struct intake_draft){.draft_id = rows.row[i].draft_id,
                                       .kind = rows.row[i].kind,
                                       .file_name = rows.row[i].file_name,
                                       .scheme_code = rows.row[i].scheme_code,
                                       .created_ms = rows.row[i].created_ms,
                                       .changed_ms = rows.row[i].changed_ms};
    *ret = (struct intake_drafts){.draft = out, .n = rows.n};
    return RC_OK;
}

/* ---- drafts: acts ---- */

static enum rc check_given(const struct act *act, const struct intake_kind *kind,
                           const struct intake_given *given, struct err *err)
{
    if (!kind)
        return FAIL(err, RC_NOT_FOUND, "intake.no_such_kind", "kind %.*s", STR_ARG(given->kind));
    if (given->bytes.n > LIMIT_UPLOAD_BYTES)
        return FAIL(err, RC_TOO_LARGE, "intake.file_too_large", "%zu bytes", given->bytes.n);
    if (given->mends + given->answers + given->ticks > INTAKE_CHOICES_MAX)
        return FAIL(err, RC_TOO_LARGE, "intake.too_many_mends", "%zu choices",
                    given->mends + given->answers + given->ticks);
    for (size_t i = 0; i < given->mends; i++)
        if (given->mend[i].text.n > LIMIT_CELL_BYTES)
            return FAIL(err, RC_TOO_LARGE, "intake.mend_too_long", "row %d", given->mend[i].row);
    return may_or_fail(&act->actor, &kind->act->permit, &act->target, kind->act->name, err);
}

static struct str sealed(const struct act *act, const struct intake_kind *kind, struct str draft_id,
                         const char *field, struct str plain)
{
    return kind->has_private
               ? vault_seal(ledger_vault(act->ledger), act->arena, draft_place(draft_id, field), plain)
               : plain;
}

/* A file with people in it may be called after them, too: of its name the kind of file is kept. */
static struct str kept_name(struct arena *a, const struct intake_kind *kind, struct str name)
{
    size_t dot = name.n;
    if (!kind->has_private || name.n == 0)
        return name;
    while (dot > 0 && name.p[dot - 1] != '.')
        dot--;
    struct str end = dot > 0 ? str_sub(name, dot, name.n) : (struct str){0};
    bool is_plain = end.n > 0 && end.n <= FILE_END_BYTES_MAX;
    for (size_t i = 0; i < end.n && is_plain; i++)
        is_plain = ((end.p[i] | 0x20) >= 'a' && (end.p[i] | 0x20) <= 'z');
    return is_plain ? arena_printf(a, "%.*s.%.*s", STR_ARG(kind->code), STR_ARG(end)) : kind->code;
}

static struct str new_id(const struct act *act)
{
    unsigned char bytes[DRAFT_ID_BYTES];
    char hex[2 * DRAFT_ID_BYTES + 1];
    act->world->random(act->world->ctx, bytes, sizeof bytes);
    (void)sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    return arena_str(act->arena, str_c(hex));
}

static enum rc draft_add(struct act *act, const struct intake_given *given, struct err *err)
{
    const struct intake_kind *kind = intake_kind_find(given->kind);
    int64_t tenant = act->actor.tenant_id, account = act->actor.account_id;
    enum rc rc = check_given(act, kind, given, err);
    if (rc != RC_OK)
        return rc;
    if (given->bytes.n == 0)
        return FAIL(err, RC_INVALID, "intake.nothing_given", "no bytes");
    struct str id = new_id(act), choices = choices_json(act->arena, given);
    rc = sql_intake_draft_sweep(act->db, act->arena, tenant, act->now_ms - DRAFT_MS, err);
    if (rc == RC_OK)
        rc = sql_intake_draft_add(act->db, act->arena, tenant, id, account, kind->code, given->scheme_code,
                                  given->period, given->sheet, kept_name(act->arena, kind, given->file_name),
                                  sealed(act, kind, id, "bytes", given->bytes),
                                  sealed(act, kind, id, "choices", choices), kind->has_private, act->now_ms,
                                  err);
    if (rc == RC_OK)
        rc = sql_intake_draft_thin(act->db, act->arena, tenant, account, INTAKE_DRAFTS_MAX, id, err);
    act->answer = id;
    return rc;
}

/* The kind of a draft of the actor's own. */
static enum rc draft_kind(struct act *act, struct str draft_id, struct str *ret, struct err *err)
{
    struct sql_intake_draft_kind_row row;
    bool is_found;
    enum rc rc = sql_intake_draft_kind(act->db, act->arena, act->actor.tenant_id, draft_id,
                                       act->actor.account_id, act->now_ms - DRAFT_MS, &row, &is_found, err);
    if (rc == RC_OK && !is_found)
        return no_such_draft(err, draft_id);
    if (rc == RC_OK)
        *ret = row.kind;
    return rc;
}

static enum rc draft_change(struct act *act, const struct intake_put *in, struct err *err)
{
    int64_t tenant = act->actor.tenant_id, account = act->actor.account_id, changed;
    const struct intake_given *given = &in->given;
    const struct intake_kind *kind = NULL;
    struct str code;
    enum rc rc = draft_kind(act, in->draft_id, &code, err);
    if (rc == RC_OK)
        rc = check_given(act, kind = intake_kind_find(code), given, err);
    if (rc != RC_OK)
        return rc;
    struct str choices = choices_json(act->arena, given);
    rc = sql_intake_draft_choose(
        act->db, act->arena, tenant, in->draft_id, account, given->scheme_code, given->period, given->sheet,
        sealed(act, kind, in->draft_id, "choices", choices), act->now_ms, &changed, err);
    if (rc == RC_OK && given->bytes.n)
        rc = sql_intake_draft_replace(act->db, act->arena, tenant, in->draft_id, account,
                                      kept_name(act->arena, kind, given->file_name),
                                      sealed(act, kind, in->draft_id, "bytes", given->bytes), &changed, err);
    act->answer = in->draft_id;
    return rc;
}

enum rc run_intake_put(struct act *act, const void *input, struct err *err)
{
    const struct intake_put *in = input;
    return in->draft_id.n ? draft_change(act, in, err) : draft_add(act, &in->given, err);
}

static enum rc draft_drop(struct act *act, struct str draft_id, struct err *err)
{
    int64_t changed;
    enum rc rc = sql_intake_draft_drop(act->db, act->arena, act->actor.tenant_id, draft_id,
                                       act->actor.account_id, &changed, err);
    return rc == RC_OK && changed == 0 ? no_such_draft(err, draft_id) : rc;
}

enum rc run_intake_drop(struct act *act, const void *input, struct err *err)
{
    const struct intake_drop *in = input;
    return draft_drop(act, in->draft_id, err);
}

/* ---- confirming ---- */

static enum rc record_plain(struct act *act, const struct intake *in, const struct intake_record *record,
                            struct err *err)
{
    struct table_import_row row = {.import_id = record->import_id,
                                   .kind = in->kind->code,
                                   .source = in->given.file_name.n ? STR("file") : STR("pasted"),
                                   .file_name = kept_name(act->arena, in->kind, in->given.file_name),
                                   .file_hash = record->file_hash,
                                   .before_hash = record->before_hash,
                                   .choices_hash = record->choices_hash,
                                   .rows_count = (int64_t)in->table.rows,
                                   .left_out_count = record->left_out,
                                   .new_count = (int64_t)in->change[CHANGE_NEW],
                                   .changed_count = (int64_t)in->change[CHANGE_CHANGED],
                                   .same_count = (int64_t)in->change[CHANGE_SAME],
                                   .cleared_count = (int64_t)in->change[CHANGE_CLEARED],
                                   .at_ms = act->now_ms,
                                   .by_account = act->actor.account_id};
    return put_table_import(act, row, err);
}

/* The rows that were there before, as changes that would put them back; n = 0: all were new. */
static struct str rows_before(const struct act *act)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (const struct change *c = act->changes.first; c; c = c->next)
        if (c->before) {
            buf_putc(&out, out.n ? ',' : '[');
            change_row_json(&out, c->table, c->before);
        }
    if (out.n)
        buf_putc(&out, ']');
    ASSERT(!out.failed);
    return arena_str(act->arena, buf_str(&out));
}

static enum rc keep_blob(struct act *act, struct str bytes, struct str *ret_hex, struct err *err)
{
    struct hash hash;
    if (bytes.n == 0)
        return RC_OK;
    enum rc rc = act_blob(act, bytes, &hash, err);
    if (rc == RC_OK)
        *ret_hex = hash_hex(act->arena, hash);
    return rc;
}

static bool has_warnings(const struct intake *in)
{
    for (size_t i = 0; i < in->problems->n; i++)
        if (in->problems->item[i].is_warning && !in->problems->item[i].is_remark)
            return true;
    return false;
}

/* What a person decided about this table: an answer to what was never asked is none. */
static struct str decided(struct arena *a, const struct intake *in)
{
    struct intake_given given = in->given;
    struct intake_answer *answer = ARENA_ARRAY(a, struct intake_answer, given.answers + 1);
    given.answer = answer;
    given.answers = 0;
    given.ticks = has_warnings(in) ? given.ticks : 0;
    for (size_t i = 0; i < in->given.answers; i++)
        for (size_t k = 0; k < in->questions; k++)
            if (str_eq(in->question[k].id, in->given.answer[i].question))
                answer[given.answers++] = in->given.answer[i];
    return given.answers + given.mends + given.ticks ? choices_json(a, &given) : (struct str){0};
}

/* The evidence, then the record that names it. What is private is not kept beside the vault, nor is what
 * nobody asked for: a list of accounts with telephone numbers in a column of its own. */
static enum rc keep(struct act *act, const struct intake *in, int64_t import_id, struct err *err)
{
    struct intake_record record = {.import_id = import_id,
                                   .left_out = (int64_t)(in->rows[ROW_WARNED] + in->rows[ROW_BAD])};
    bool is_open = !in->kind->has_private;
    struct str before = rows_before(act);
    enum rc rc = RC_OK;
    if (is_open && !in->holds_more)
        rc = keep_blob(act, in->given.bytes, &record.file_hash, err);
    if (is_open && rc == RC_OK)
        rc = keep_blob(act, decided(act->arena, in), &record.choices_hash, err);
    if (rc == RC_OK)
        rc = keep_blob(act, before, &record.before_hash, err);
    if (rc != RC_OK)
        return rc;
    return in->kind->record ? in->kind->record(act, in, &record, err) : record_plain(act, in, &record, err);
}

/* Is this what the person saw, and may it be written? */
static enum rc check_ready(const struct intake *now, const struct intake_confirm *in, struct err *err)
{
    if (in->seen.n && !str_eq(in->seen, now->seen))
        return FAIL(err, RC_CONFLICT, "intake.changed_since", "seen %.*s, is %.*s", STR_ARG(in->seen),
                    STR_ARG(now->seen));
    if (in->only_good ? !intake_has_good(now) : !intake_is_ready(now))
        return FAIL(err, RC_INVALID, "intake.not_ready", "%zu blocking, %zu questions, %zu warnings",
                    now->problems->blocking, now->open_questions, now->open_ticks);
    return RC_OK;
}

static enum rc check_mine(struct act *act, const struct intake_kind *kind, const struct intake_confirm *in,
                          struct err *err)
{
    struct str code = kind->code;
    if (!in->ready || in->ready->kind != kind || in->ready->actor.account_id != act->actor.account_id ||
        in->ready->actor.tenant_id != act->actor.tenant_id)
        return no_such_draft(err, in->draft_id);
    enum rc rc = in->draft_id.n ? draft_kind(act, in->draft_id, &code, err) : RC_OK;
    return rc == RC_OK && !str_eq(code, kind->code) ? no_such_draft(err, in->draft_id) : rc;
}

enum rc intake_confirm_run(struct act *act, const struct intake_kind *kind, const void *input,
                           struct err *err)
{
    const struct intake_confirm *in = input;
    int64_t import_id = 0;
    enum rc rc = check_mine(act, kind, in, err);
    if (rc != RC_OK)
        return rc;
    struct intake now = *in->ready;
    now.a = act->arena;
    rc = compare(&now, act->db, err);
    if (rc == RC_OK)
        rc = check_ready(&now, in, err);
    if (rc == RC_OK)
        rc = act_seq(act, &import_id, err);
    if (rc != RC_OK)
        return rc;
    act->has_changes_apart = true;
    act->object = arena_printf(act->arena, "import/%" PRId64, import_id);
    rc = kind->write(act, &now, err);
    if (rc == RC_OK)
        rc = keep(act, &now, import_id, err);
    if (rc == RC_OK && in->draft_id.n)
        rc = draft_drop(act, in->draft_id, err);
    act->answer = arena_printf(act->arena, "%" PRId64, import_id);
    return rc;
}
