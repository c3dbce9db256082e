/* Two registers for two administrators: accounts, which one opens, and roles, which another grants or takes
 * away. Neither table can do what the other does, and neither administrator may hand in the other's.
 *
 * A table of accounts opens new ones alone: what an account is (its unit above all) is not moved by a table,
 * because with the unit moves whatever its roles allow. First passwords are made and hashed before the
 * writer's turn and shown in one reply; the first sign-in replaces them. */
#include "domain/intake_records.h"

#include <inttypes.h>
#include <sodium.h>

#include "base/utf8.h"
#include "domain/account.h"
#include "gen/sql.h"
#include "gen/tables.h"
#include "text/text.h"

#define ROWS_MAX 2000
#define NEW_MAX 200 /* argon2id takes its time; nobody waits for it longer than this */
#define PASSWORD_CHARS 12

#define HEADS(list) .also = (list), .alsos = COUNT_OF(list)
static const struct str IGNORED[] = {STR_INIT("序号")};
static const struct str ALSO_LOGIN[] = {STR_INIT("账号"), STR_INIT("用户名"), STR_INIT("login")};

/* ---- accounts ---- */

enum { LOGIN, LABEL, UNIT, OF_ACCOUNT };

static const struct str ALSO_LABEL[] = {STR_INIT("岗位"), STR_INIT("名称"), STR_INIT("label")};
static const struct str ALSO_UNIT[] = {STR_INIT("单位名称"), STR_INIT("所在单位"), STR_INIT("部门"),
                                       STR_INIT("unit")};
static const struct record_column ACCOUNT_COLUMN[OF_ACCOUNT] = {
    [LOGIN] = {.name = STR_INIT("登录名"), HEADS(ALSO_LOGIN), .type = RECORD_CODE, .is_required = true},
    [LABEL] = {.name = STR_INIT("岗位名称"),
               HEADS(ALSO_LABEL),
               .type = RECORD_TEXT,
               .is_required = true,
               .chars_max = 40},
    [UNIT] = {.name = STR_INIT("单位"), HEADS(ALSO_UNIT), .type = RECORD_TEXT},
};
static const struct record_form ACCOUNT_FORM = {ACCOUNT_COLUMN, OF_ACCOUNT, IGNORED, COUNT_OF(IGNORED)};

struct line {
    struct str login, label, unit;
    int64_t organ_id;
    struct str password, hash; /* made by accounts_prepare */
};
struct made {
    struct records r;
    struct line *line;
};
struct plan {
    struct line **step;
    size_t steps;
};

static const struct account *find_account(const struct account_list *list, struct str login)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->account[i].login, login))
            return &list->account[i];
    return NULL;
}

static bool is_same(const struct account *a, const struct line *l)
{
    return !a->is_closed && str_eq(a->label, l->label) && a->organ_id == l->organ_id;
}

static void check_login(struct intake *in, struct made *m, const struct account_list *list, size_t row)
{
    const struct line *l = &m->line[row];
    struct err form = {0};
    if (l->login.n == 0 || l->label.n == 0)
        return;
    if (account_form(l->login, l->label, &form) != RC_OK) {
        bool is_label = form.text && strcmp(form.text, "account.label_missing") == 0;
        (void)intake_fault(in, &m->r, row, is_label ? LABEL : LOGIN, form.text, K("accounts.login_hint"));
        return;
    }
    const struct account *same = find_account(list, l->login);
    if (!same || is_same(same, l))
        return;
    struct problem *item = intake_fault(
        in, &m->r, row, LOGIN, same->is_closed ? K("accounts.login_closed") : K("accounts.login_of_other"),
        K("accounts.login_of_other_hint"));
    problem_arg(in->problems, item, 1, same->label);
}

static void check_same_login(struct intake *in, struct made *m)
{
    struct intake_key *key = ARENA_ARRAY(in->a, struct intake_key, m->r.rows + 1);
    size_t n = 0;
    for (size_t i = 0; i < m->r.rows; i++)
        if (m->line[i].login.n)
            key[n++] = (struct intake_key){m->line[i].login, i, LOGIN};
    intake_keys_differ(in, &m->r, key, n, K("accounts.same_login"), K("accounts.same_login_hint"));
}

static void check_number(struct intake *in, struct made *m, const struct account_list *list)
{
    size_t fresh = 0;
    for (size_t i = 0; i < m->r.rows; i++)
        fresh += find_account(list, m->line[i].login) == NULL;
    if (fresh <= NEW_MAX)
        return;
    struct problem *item = PROBLEM(in->problems, 0, 0, "accounts.too_many_new");
    item->hint = K("accounts.too_many_new_hint");
    problem_arg(in->problems, item, 0, arena_printf(in->a, "%d", NEW_MAX));
}

static enum rc accounts_read(struct intake *in, struct db *db, struct err *err)
{
    struct made *m = ARENA_NEW(in->a, struct made);
    struct organ_book book;
    struct account_list list;
    enum rc rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &book, err);
    if (rc == RC_OK)
        rc = account_list_load(db, in->a, in->actor.tenant_id, in->day, &list, err);
    if (rc != RC_OK)
        return rc;
    struct intake_units units = intake_units_make(in->a, &book);
    intake_records_read(in, &ACCOUNT_FORM, ROWS_MAX, &m->r);
    m->line = ARENA_ARRAY(in->a, struct line, m->r.rows + 1);
    in->made = m;
    for (size_t i = 0; i < m->r.rows; i++) {
        const struct organ *unit = intake_unit_of(in, &m->r, &units, i, UNIT);
        m->line[i] = (struct line){.login = records_cell(&m->r, i, LOGIN)->text,
                                   .label = records_cell(&m->r, i, LABEL)->text,
                                   .unit = unit ? unit->short_name : (struct str){0},
                                   .organ_id = unit ? unit->organ_id : 0};
        check_login(in, m, &list, i);
    }
    check_same_login(in, m);
    check_number(in, m, &list);
    return RC_OK;
}

static enum rc accounts_diff(struct intake *in, struct db *db, struct err *err)
{
    const struct made *m = in->made;
    struct plan *plan = ARENA_NEW(in->a, struct plan);
    struct account_list list;
    in->plan = plan;
    plan->step = ARENA_ARRAY(in->a, struct line *, m->r.rows + 1);
    enum rc rc = account_list_load(db, in->a, in->actor.tenant_id, in->day, &list, err);
    for (size_t i = 0; rc == RC_OK && i < m->r.rows; i++) {
        struct line *l = &m->line[i];
        if (!intake_row_is_good(in, i))
            continue;
        bool is_new = find_account(&list, l->login) == NULL;
        struct str unit = l->unit.n ? arena_printf(in->a, " · %.*s", STR_ARG(l->unit)) : STR("");
        if (is_new)
            plan->step[plan->steps++] = l;
        intake_line_add(in, (struct intake_line){
                                .change = is_new ? CHANGE_NEW : CHANGE_SAME,
                                .row = in->table.row[i].number,
                                .subject = l->login,
                                .after = arena_printf(in->a, "%.*s%.*s", STR_ARG(l->label), STR_ARG(unit))});
    }
    return rc;
}

/* Letters and digits that nobody confuses, each as likely as any other. */
static struct str first_password(struct arena *a, const struct world *world)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    const size_t kinds = sizeof letters - 1;
    char *out = arena_alloc(a, PASSWORD_CHARS + 1);
    for (size_t i = 0; i < PASSWORD_CHARS;) {
        unsigned char byte;
        world->random(world->ctx, &byte, 1);
        if (byte < 256 / kinds * kinds)
            out[i++] = letters[byte % kinds];
    }
    return str_of(out, PASSWORD_CHARS);
}

static enum rc accounts_prepare(struct intake *in, const struct world *world, struct err *err)
{
    const struct plan *plan = in->plan;
    size_t n = plan && plan->steps <= NEW_MAX ? plan->steps : 0;
    struct intake_secret *secret = ARENA_ARRAY(in->a, struct intake_secret, n + 1);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n && rc == RC_OK; i++) {
        struct line *l = plan->step[i];
        l->password = first_password(in->a, world);
        secret[i] = (struct intake_secret){l->login, l->label, l->password};
        rc = password_hash(in->a, l->password, &l->hash, err);
    }
    in->secret = secret;
    in->secrets = rc == RC_OK ? n : 0;
    return rc;
}

static enum rc accounts_write(struct act *act, const struct intake *in, struct err *err)
{
    const struct plan *plan = in->plan;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < plan->steps && rc == RC_OK; i++) {
        const struct line *l = plan->step[i];
        struct account_open open = {.login = l->login,
                                    .label = l->label,
                                    .organ_id = l->organ_id,
                                    .password_hash = l->hash,
                                    .must_change = true};
        int64_t id;
        if (l->hash.n == 0) /* an account that nobody could ever enter */
            return FAIL(err, RC_CONFLICT, "intake.changed_since", "no password for row %zu", i);
        rc = account_add(act, &open, &id, err);
    }
    return rc;
}

static enum rc accounts_template(struct intake *in, struct db *db, struct buf *out, struct err *err)
{
    struct organ_book book;
    struct intake_help help[OF_ACCOUNT] = {
        [LOGIN] = {K("accounts.say_login"), STR("zhujianju"), NULL, 0},
        [LABEL] = {K("accounts.say_label"), STR("市住建局·联络员"), NULL, 0},
        [UNIT] = {K("accounts.say_unit"), STR("市住建局"), NULL, 0},
    };
    enum rc rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &book, err);
    if (rc == RC_OK)
        intake_units_choice(in->a, &book, &help[UNIT]);
    return rc == RC_OK ? intake_records_template(in, &ACCOUNT_FORM, help, out, err) : rc;
}

/* An account that was entered or that holds a role is in use. Its password goes with it. */
static enum rc accounts_may_undo(struct act *act, int64_t import_id, struct err *err)
{
    const struct cell *cell;
    size_t n;
    enum rc rc = intake_rows_made(act, import_id, &table_account, &cell, &n, err);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct account_row account;
        struct sql_account_uses_row uses;
        account_row_read(&cell[i * TABLE_COLUMNS_MAX], &account);
        rc = sql_account_uses(act->db, act->arena, act->actor.tenant_id, account.account_id, &uses, err);
        if (rc == RC_OK && uses.sign_ins + uses.roles > 0) {
            (void)FAIL(err, RC_CONFLICT, "accounts.is_used", "account %" PRId64, account.account_id);
            return err_arg(err, 0, account.login);
        }
        if (rc == RC_OK)
            rc = sql_credential_drop(act->db, act->arena, act->actor.tenant_id, account.account_id, err);
    }
    return rc;
}

enum rc run_account_import(struct act *act, const void *input, struct err *err)
{
    return intake_confirm_run(act, &INTAKE_ACCOUNTS, input, err);
}

enum rc run_account_import_undo(struct act *act, const void *input, struct err *err)
{
    return import_undo_run(act, input, err);
}

const struct intake_kind INTAKE_ACCOUNTS = {
    .code = STR_INIT("accounts"),
    .title = K("accounts.kind"),
    .lead = K("accounts.import_lead"),
    .act = &act_account_import,
    .undo = &act_account_import_undo,
    .read = accounts_read,
    .diff = accounts_diff,
    .prepare = accounts_prepare,
    .write = accounts_write,
    .template = accounts_template,
    .may_undo = accounts_may_undo,
};

/* ---- roles ---- */

enum { R_LOGIN, R_ROLE, R_WAY, OF_ROLE };
enum { WAY_GRANT, WAY_REVOKE };

static const struct str ALSO_ROLE[] = {STR_INIT("身份"), STR_INIT("role")};
static const struct str ALSO_WAY[] = {STR_INIT("操作"), STR_INIT("action")};
static const struct str WORD_GRANT[] = {STR_INIT("授予"), STR_INIT("增加"), STR_INIT("grant")};
static const struct str WORD_REVOKE[] = {STR_INIT("收回"), STR_INIT("撤销"), STR_INIT("取消"),
                                         STR_INIT("revoke")};
static const struct record_choice WAYS[] = {{WAY_GRANT, WORD_GRANT, COUNT_OF(WORD_GRANT)},
                                            {WAY_REVOKE, WORD_REVOKE, COUNT_OF(WORD_REVOKE)}};
static const struct str WAYS_OFFERED[] = {STR_INIT("授予"), STR_INIT("收回")};

/* Roles by what pages call them in either language, and by their stable names. */
static struct record_form role_form(struct arena *a)
{
    struct record_column *column = ARENA_ARRAY(a, struct record_column, OF_ROLE);
    struct record_choice *choice = ARENA_ARRAY(a, struct record_choice, ROLES_COUNT);
    size_t n = 0;
    for (enum role r = ROLE_PERF_OFFICE; r < ROLE_SYSTEM; r++) {
        struct str *word = ARENA_ARRAY(a, struct str, 3);
        word[0] = text_get(LANG_ZH_CN, role_text(r));
        word[1] =
            cell_plain(a, text_get(LANG_EN, role_text(r))); /* in small letters, as words of choices are */
        word[2] = role_name(r);
        choice[n++] = (struct record_choice){(int64_t)r, word, 3};
    }
    column[R_LOGIN] = ACCOUNT_COLUMN[LOGIN];
    column[R_ROLE] = (struct record_column){.name = STR("角色"),
                                            HEADS(ALSO_ROLE),
                                            .type = RECORD_CHOICE,
                                            .is_required = true,
                                            .choice = choice,
                                            .choices = n};
    column[R_WAY] = (struct record_column){.name = STR("动作"),
                                           HEADS(ALSO_WAY),
                                           .type = RECORD_CHOICE,
                                           .choice = WAYS,
                                           .choices = COUNT_OF(WAYS)};
    return (struct record_form){column, OF_ROLE, IGNORED, COUNT_OF(IGNORED)};
}

struct role_line {
    struct str login;
    enum role role;
    bool is_revoke;
};
struct roles_made {
    struct records r;
    struct record_form form;
    struct role_line *line;
};
struct role_step {
    const struct role_line *line;
    struct account account;
};
struct roles_plan {
    struct role_step *step;
    size_t steps;
};

static bool holds_role(const struct account *a, enum role role)
{
    for (size_t i = 0; i < a->roles; i++)
        if (a->role[i] == role)
            return true;
    return false;
}

static void check_account(struct intake *in, struct roles_made *m, const struct account_list *list,
                          size_t row)
{
    struct str login = m->line[row].login;
    const struct account *a = find_account(list, login);
    if (login.n == 0)
        return;
    if (!a || a->is_closed)
        (void)intake_fault(in, &m->r, row, R_LOGIN,
                           a ? K("accounts.login_closed_role") : K("accounts.no_such_login"),
                           K("accounts.no_such_login_hint"));
    else if (a->account_id == in->actor.account_id)
        (void)intake_fault(in, &m->r, row, R_LOGIN, K("account.not_your_own"), K("accounts.not_own_hint"));
}

/* What an account would hold after all rows. */
static void check_duties(struct intake *in, struct roles_made *m, const struct account_list *list, size_t row)
{
    const struct account *a = find_account(list, m->line[row].login);
    unsigned held = 0;
    if (!a || m->r.is_bad[row] || m->line[row].is_revoke)
        return;
    for (size_t i = 0; i < a->roles; i++)
        held |= 1u << a->role[i];
    for (size_t i = 0; i < m->r.rows; i++)
        if (str_eq(m->line[i].login, a->login) && !m->r.is_bad[i])
            held = m->line[i].is_revoke ? held & ~(1u << m->line[i].role) : held | 1u << m->line[i].role;
    if (roles_stay_apart(held))
        return;
    (void)intake_fault(in, &m->r, row, R_ROLE, K("accounts.duties_apart"), K("accounts.duties_apart_hint"));
}

static void check_same_role(struct intake *in, struct roles_made *m)
{
    struct intake_key *key = ARENA_ARRAY(in->a, struct intake_key, m->r.rows + 1);
    size_t n = 0;
    for (size_t i = 0; i < m->r.rows; i++)
        if (m->line[i].login.n && m->line[i].role != ROLE_NONE)
            key[n++] = (struct intake_key){
                arena_printf(in->a, "%.*s\n%d", STR_ARG(m->line[i].login), (int)m->line[i].role), i, R_ROLE};
    intake_keys_differ(in, &m->r, key, n, K("accounts.same_role"), K("accounts.same_role_hint"));
}

static enum rc roles_read(struct intake *in, struct db *db, struct err *err)
{
    struct roles_made *m = ARENA_NEW(in->a, struct roles_made);
    struct account_list list;
    enum rc rc = account_list_load(db, in->a, in->actor.tenant_id, in->day, &list, err);
    if (rc != RC_OK)
        return rc;
    m->form = role_form(in->a);
    intake_records_read(in, &m->form, ROWS_MAX, &m->r);
    m->line = ARENA_ARRAY(in->a, struct role_line, m->r.rows + 1);
    in->made = m;
    for (size_t i = 0; i < m->r.rows; i++) {
        const struct record_cell *role = records_cell(&m->r, i, R_ROLE), *way = records_cell(&m->r, i, R_WAY);
        m->line[i] = (struct role_line){.login = records_cell(&m->r, i, R_LOGIN)->text,
                                        .role = role->is_given ? (enum role)role->n : ROLE_NONE,
                                        .is_revoke = way->is_given && way->n == WAY_REVOKE};
        check_account(in, m, &list, i);
    }
    check_same_role(in, m);
    for (size_t i = 0; i < m->r.rows; i++)
        check_duties(in, m, &list, i);
    return RC_OK;
}

static void compare_role(struct intake *in, struct roles_plan *plan, const struct account *a, size_t row)
{
    const struct roles_made *m = in->made;
    const struct role_line *l = &m->line[row];
    bool is_held = holds_role(a, l->role);
    struct str role = text_get(in->lang, role_text(l->role));
    struct intake_line line = {.change = is_held != l->is_revoke ? CHANGE_SAME
                                         : l->is_revoke          ? CHANGE_CLEARED
                                                                 : CHANGE_NEW,
                               .row = in->table.row[row].number,
                               .subject =
                                   arena_printf(in->a, "%.*s（%.*s）", STR_ARG(a->login), STR_ARG(a->label)),
                               .means = role_name(l->role)};
    if (l->is_revoke)
        line.before = role;
    else
        line.after = role;
    if (line.change != CHANGE_SAME)
        plan->step[plan->steps++] = (struct role_step){l, *a};
    intake_line_add(in, line);
}

static enum rc roles_diff(struct intake *in, struct db *db, struct err *err)
{
    const struct roles_made *m = in->made;
    struct roles_plan *plan = ARENA_NEW(in->a, struct roles_plan);
    struct account_list list;
    in->plan = plan;
    plan->step = ARENA_ARRAY(in->a, struct role_step, m->r.rows + 1);
    enum rc rc = account_list_load(db, in->a, in->actor.tenant_id, in->day, &list, err);
    for (size_t i = 0; rc == RC_OK && i < m->r.rows; i++) {
        const struct account *a = find_account(&list, m->line[i].login);
        if (intake_row_is_good(in, i) && a)
            compare_role(in, plan, a, i);
    }
    return rc;
}

/* Roles are taken away first, and given to accounts as they are then: so duties stay apart at every step. */
static enum rc roles_write(struct act *act, const struct intake *in, struct err *err)
{
    const struct roles_plan *plan = in->plan;
    struct account_list now = {0};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < plan->steps && rc == RC_OK; i++)
        if (plan->step[i].line->is_revoke)
            rc = role_take(act, &plan->step[i].account, plan->step[i].line->role, err);
    if (rc == RC_OK)
        rc = account_list_load(act->db, act->arena, act->actor.tenant_id, act->day, &now, err);
    for (size_t i = 0; i < plan->steps && rc == RC_OK; i++) {
        const struct account *a = find_account(&now, plan->step[i].line->login);
        if (!plan->step[i].line->is_revoke && a)
            rc = role_give(act, a, plan->step[i].line->role, err);
    }
    return rc;
}

static enum rc roles_template(struct intake *in, struct db *db, struct buf *out, struct err *err)
{
    (void)db;
    struct record_form form = role_form(in->a);
    struct str *offered = ARENA_ARRAY(in->a, struct str, ROLES_COUNT);
    for (size_t i = 0; i < form.column[R_ROLE].choices; i++)
        offered[i] = form.column[R_ROLE].choice[i].word[0];
    const struct intake_help help[OF_ROLE] = {
        [R_LOGIN] = {K("accounts.say_role_login"), STR("zhujianju"), NULL, 0},
        [R_ROLE] = {K("accounts.say_role"), offered[4], offered, form.column[R_ROLE].choices},
        [R_WAY] = {K("accounts.say_way"), STR("授予"), WAYS_OFFERED, COUNT_OF(WAYS_OFFERED)},
    };
    return intake_records_template(in, &form, help, out, err);
}

enum rc run_role_import(struct act *act, const void *input, struct err *err)
{
    return intake_confirm_run(act, &INTAKE_ROLES, input, err);
}

enum rc run_role_import_undo(struct act *act, const void *input, struct err *err)
{
    return import_undo_run(act, input, err);
}

const struct intake_kind INTAKE_ROLES = {
    .code = STR_INIT("roles"),
    .title = K("roles.kind"),
    .lead = K("roles.lead"),
    .act = &act_role_import,
    .undo = &act_role_import_undo,
    .read = roles_read,
    .diff = roles_diff,
    .write = roles_write,
    .template = roles_template,
};
