/* Coming in, going out, one's own settings; the first page; what is open to everybody. */
#include <inttypes.h>
#include <sodium.h>

#include "web/tour.h"

enum rc handle_about(struct door *d, struct err *err)
{
    (void)err;
    struct about_view v = {.version = STR(KC_VERSION)};
    web_frame(d, &v.shell, PLACE_ABOUT, TEXT(d, "about.title"));
    struct ledger_rows rows;
    enum rc rc = ledger_rows_load(d->db, d->a, kernel_ledger(d->app->kernel), 0, 1, &rows, err);
    if (rc != RC_OK)
        return rc;
    v.entries = (size_t)rows.size;
    v.origin = ledger_origin(kernel_ledger(d->app->kernel));
    v.public_key = ledger_vkey(kernel_ledger(d->app->kernel));
    page_about(&d->h, &v);
    return RC_OK;
}

enum rc handle_checkpoint(struct door *d, struct err *err)
{
    struct ledger_rows rows;
    enum rc rc = ledger_rows_load(d->db, d->a, kernel_ledger(d->app->kernel), 0, 1, &rows, err);
    if (rc != RC_OK)
        return rc;
    if (rows.checkpoint.n == 0)
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "no checkpoint yet");
    d->r->type = STR("text/plain; charset=utf-8");
    buf_put(d->r->body, rows.checkpoint);
    return RC_OK;
}

/* ---- signing in ---- */

/* Only a path of ours is followed after login. */
static struct str safe_path(struct str path)
{
    bool is_ours = path.n > 0 && path.p[0] == '/' && !str_starts(path, STR("//")) &&
                   !str_starts(path, STR("/\\")) && !str_starts(path, STR("/login"));
    for (size_t i = 0; i < path.n; i++)
        is_ours &= (unsigned char)path.p[i] > 0x20 && (unsigned char)path.p[i] < 0x7f;
    return is_ours ? path : STR("/");
}

static const struct {
    enum role role;
    const char *duty;
} CARDS[] = {
    {ROLE_PERF_OFFICE, K("duty.perf_office")},
    {ROLE_EFFICIENCY_OFFICE, K("duty.efficiency_office")},
    {ROLE_SUPERVISION_OFFICE, K("duty.supervision_office")},
    {ROLE_LEADER, K("duty.leader")},
    {ROLE_LIAISON, K("duty.liaison")},
    {ROLE_WINDOW, K("duty.window")},
    {ROLE_AUDITOR, K("duty.auditor")},
    {ROLE_SYS_ADMIN, K("duty.sys_admin")},
    {ROLE_SEC_ADMIN, K("duty.sec_admin")},
    {ROLE_AUDIT_ADMIN, K("duty.audit_admin")},
};

enum rc demo_cards(struct door *d, const struct identity_card **ret, size_t *ret_n, struct err *err)
{
    struct account_list list;
    enum rc rc = account_list_load(d->db, d->a, kernel_tenant(d->app->kernel), d->day, &list, err);
    if (rc != RC_OK)
        return rc;
    struct identity_card *cards = ARENA_ARRAY(d->a, struct identity_card, list.n + 1);
    size_t n = 0;
    for (size_t k = 0; k < COUNT_OF(CARDS); k++)
        for (size_t i = 0; i < list.n; i++) {
            const struct account *a = &list.account[i];
            if (a->roles == 0 || a->role[0] != CARDS[k].role || a->is_closed)
                continue;
            size_t first = 0;
            if (a->label.n)
                (void)utf8_next(a->label, &first);
            struct str role = door_text(d, role_text(a->role[0]));
            cards[n++] = (struct identity_card){.login = a->login,
                                                .name = str_eq(a->label, role) ? (struct str){0} : a->label,
                                                .role = role,
                                                .duty = door_text(d, CARDS[k].duty),
                                                .initial = str_sub(a->label, 0, first),
                                                .is_me = a->account_id == d->who.actor.account_id};
        }
    *ret = cards;
    *ret_n = n;
    return RC_OK;
}

static enum rc show_sign_in(struct door *d, struct web_errors *errors, struct str login, struct str next,
                            struct err *err)
{
    struct identity_view v = {.login = {.value = login}, .next = next};
    web_frame(d, &v.shell, PLACE_NONE,
              d->app->is_demo ? TEXT(d, "login.switch_title") : TEXT(d, "login.title"));
    enum rc rc = d->app->is_demo ? demo_cards(d, &v.cards, &v.cards_n, err) : RC_OK;
    v.errors = web_errors_view(d, errors, &v.shell);
    if (rc == RC_OK)
        page_identity(&d->h, &v);
    return rc;
}

enum rc handle_sign_in(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    return show_sign_in(d, &none, (struct str){0}, safe_path(http_query(d->q, STR("next"))), err);
}

enum rc handle_session_open(struct door *d, struct err *err)
{
    struct str login = str_trim(http_form(d->q, STR("login"))), password = http_form(d->q, STR("password"));
    struct str next = safe_path(http_form(d->q, STR("next")));
    struct password_verdict verdict;
    struct act_receipt receipt;
    enum rc rc = password_verify(d->db, d->a, kernel_tenant(d->app->kernel), login, password, d->now_ms,
                                 &verdict, err);
    struct session_open in = {.account_id = verdict.account_id,
                              .is_failure = rc != RC_OK && verdict.is_failure};
    if (rc != RC_OK) {
        struct web_errors errors = {.n = 0};
        if (!web_refused(d, &errors, STR("login"), rc, err))
            return rc;
        rc = in.is_failure ? door_act(d, &in, &receipt, err) : RC_OK;
        return rc == RC_OK ? show_sign_in(d, &errors, login, next, err) : rc;
    }
    rc = door_act(d, &in, &receipt, err);
    if (rc != RC_OK) { /* the password was right, but the account holds no role today */
        struct web_errors errors = {.n = 0};
        return web_refused(d, &errors, STR("login"), rc, err) ? show_sign_in(d, &errors, login, next, err)
                                                              : rc;
    }
    door_cookie(d, receipt.answer);
    door_see(d, next);
    return RC_OK;
}

enum rc handle_session_demo(struct door *d, struct err *err)
{
    struct session_switch in = {
        .old_token = d->token, .login = http_form(d->q, STR("login")), .is_demo = d->app->is_demo};
    struct act_receipt receipt;
    if (!d->app->is_demo)
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "not a demo");
    enum rc rc = door_act(d, &in, &receipt, err);
    if (rc != RC_OK)
        return rc;
    door_cookie(d, receipt.answer);
    door_see(d, safe_path(http_form(d->q, STR("next"))));
    return RC_OK;
}

enum rc handle_session_role(struct door *d, struct err *err)
{
    struct session_switch in = {.old_token = d->token, .role = role_find(http_form(d->q, STR("role")))};
    struct act_receipt receipt;
    enum rc rc = door_act(d, &in, &receipt, err);
    if (rc != RC_OK)
        return rc;
    door_cookie(d, receipt.answer);
    door_see(d, STR("/"));
    return RC_OK;
}

enum rc handle_session_close(struct door *d, struct err *err)
{
    struct session_close in = {.token = d->token};
    struct act_receipt receipt;
    enum rc rc = door_act(d, &in, &receipt, err);
    if (rc != RC_OK)
        return rc;
    door_cookie(d, (struct str){0});
    door_see(d, STR("/login"));
    return RC_OK;
}

enum rc handle_language_set(struct door *d, struct err *err)
{
    (void)err;
    struct str back = http_form(d->q, STR("back"));
    door_language(d, text_lang_of(http_form(d->q, STR("lang"))));
    door_see(d, str_starts(back, STR("/login")) ? STR("/login") : safe_path(back));
    return RC_OK;
}

/* ---- one's own account ---- */

static enum rc show_me(struct door *d, struct web_errors *errors, struct err *err)
{
    (void)err;
    struct me_view v = {.login = d->who.login, .name = d->who.label, .must_change = d->who.must_change};
    struct option *roles = ARENA_ARRAY(d->a, struct option, d->who.roles + 1);
    web_frame(d, &v.shell, PLACE_ME, TEXT(d, "nav.me"));
    for (size_t i = 0; i < d->who.roles; i++)
        roles[i] = (struct option){role_name(d->who.role[i]), door_text(d, role_text(d->who.role[i]))};
    v.may_feed = !v.must_change && door_may_act(d, &act_feed_open, 0);
    v.roles = roles;
    v.roles_n = d->who.roles;
    v.role.value = role_name(d->who.actor.role);
    if (d->who.actor.organ_id && door_may_view(d, &view_unit_score, d->who.actor.organ_id))
        v.scores_url = arena_printf(d->a, "/scores/%" PRId64, d->who.actor.organ_id);
    v.errors = web_errors_view(d, errors, &v.shell);
    for (size_t i = 0; i < errors->n; i++)
        if (str_eq(errors->row[i].id, STR("new_password")))
            v.new_password.error = errors->row[i].text;
        else if (str_eq(errors->row[i].id, STR("old_password")))
            v.old_password.error = errors->row[i].text;
        else if (str_eq(errors->row[i].id, STR("again")))
            v.again.error = errors->row[i].text;
    page_me(&d->h, &v);
    return RC_OK;
}

enum rc handle_me(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    return show_me(d, &none, err);
}

enum rc handle_password_set(struct door *d, struct err *err)
{
    struct str old = http_form(d->q, STR("old_password")), new = http_form(d->q, STR("new_password"));
    struct web_errors errors = {.n = 0};
    struct password_verdict verdict;
    struct password_set in;
    struct act_receipt receipt;
    struct str id = STR("old_password");
    enum rc rc =
        password_verify(d->db, d->a, d->who.actor.tenant_id, d->who.login, old, d->now_ms, &verdict, err);
    if (rc == RC_DENIED)
        rc = FAIL(err, RC_INVALID, "account.old_password_wrong", "account %" PRId64, d->who.actor.account_id);
    if (rc == RC_OK) {
        id = STR("new_password");
        rc = password_check_form(new, err);
    }
    if (rc == RC_OK && !str_eq(new, http_form(d->q, STR("again")))) {
        id = STR("again");
        rc = FAIL(err, RC_INVALID, "account.passwords_differ", "account %" PRId64, d->who.actor.account_id);
    }
    if (rc == RC_OK)
        rc = password_hash(d->a, new, &in.hash, err);
    if (rc == RC_OK)
        rc = door_act(d, &in, &receipt, err);
    if (rc != RC_OK)
        return web_refused(d, &errors, id, rc, err) ? show_me(d, &errors, err) : rc;
    door_cookie(d, (struct str){0}); /* all sessions ended with the old password */
    door_see(d, STR("/login?done=password"));
    return RC_OK;
}
