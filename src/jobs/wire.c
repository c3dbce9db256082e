#include "jobs/wire.h"

#include <curl/curl.h>

#include "base/buf.h"
#include "base/key.h"

#define CONNECT_SECONDS_MAX 10

void wire_open(void) { ASSERT(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); }
void wire_close(void) { curl_global_cleanup(); }

/* ---- addresses ---- */

/* "host:port" is this machine. */
static bool is_here(struct str rest)
{
    static const struct str names[] = {STR_INIT("127.0.0.1"), STR_INIT("[::1]"), STR_INIT("localhost")};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct str behind = str_sub(rest, names[i].n, SIZE_MAX);
        if (str_starts(rest, names[i]) && (behind.n == 0 || behind.p[0] == ':' || behind.p[0] == '/'))
            return true;
    }
    return false;
}

/* scheme://host[:port] and, for a base, a path; nothing of a name, a password or a question in it. */
static bool is_address(struct str url, struct str scheme, bool is_open_elsewhere)
{
    if (!str_starts(url, scheme))
        return false;
    struct str rest = str_sub(url, scheme.n, SIZE_MAX);
    for (size_t i = 0; i < rest.n; i++) {
        char c = rest.p[i];
        bool is_good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       memchr(".-_:/[]", c, 7) != NULL;
        if (!is_good || (i == 0 && (c == ':' || c == '/')))
            return false;
    }
    return rest.n > 0 && rest.p[rest.n - 1] != '/' && (is_open_elsewhere || is_here(rest));
}

/* A relay on this machine offers TLS with a certificate that nobody can check; nothing leaves the machine on
 * the way to it. Whoever names a certificate wants TLS all the same. */
static bool is_plain(const struct wire_smtp *smtp)
{
    return str_starts(smtp->url, STR("smtp://")) && is_here(str_sub(smtp->url, 7, SIZE_MAX)) &&
           smtp->ca_file.n == 0;
}

enum rc wire_check_smtp(struct str url, struct err *err)
{
    if (is_address(url, STR("smtps://"), true) || is_address(url, STR("smtp://"), true))
        return RC_OK;
    (void)FAIL(err, RC_INVALID, "jobs.smtp_url_wrong", "%zu bytes", url.n);
    return err_arg(err, 0, url);
}

enum rc wire_check_base(struct str url, struct err *err)
{
    if (is_address(url, STR("https://"), true) || is_address(url, STR("http://"), false))
        return RC_OK;
    (void)FAIL(err, RC_INVALID, "jobs.base_url_wrong", "%zu bytes", url.n);
    return err_arg(err, 0, url);
}

enum rc wire_check_public(struct str url, struct err *err)
{
    if (is_address(url, STR("https://"), true) || is_address(url, STR("http://"), true))
        return RC_OK;
    (void)FAIL(err, RC_INVALID, "jobs.public_url_wrong", "%zu bytes", url.n);
    return err_arg(err, 0, url);
}

/* ---- one exchange ---- */

#define SET(curl, option, value) ASSERT(curl_easy_setopt((curl), (option), (value)) == CURLE_OK)

struct exchange {
    CURL *curl;
    const atomic_bool *is_ending;
    struct buf answer;
};

static int stop_when_ending(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct exchange *x = ctx;
    (void)a, (void)b, (void)c, (void)d;
    return atomic_load(x->is_ending);
}

static size_t keep_answer(char *p, size_t size, size_t n, void *ctx)
{
    struct exchange *x = ctx;
    buf_put(&x->answer, str_of(p, size * n));
    return x->answer.failed ? 0 : size * n;
}

static void exchange_begin(struct exchange *x, struct str url, struct str ca_file, const char *protocols)
{
    x->curl = curl_easy_init();
    ASSERT(x->curl != NULL);
    x->answer.limit_bytes = WIRE_ANSWER_BYTES_MAX;
    SET(x->curl, CURLOPT_URL, url.p);
    SET(x->curl, CURLOPT_PROTOCOLS_STR, protocols);
    SET(x->curl, CURLOPT_PROXY, "");
    SET(x->curl, CURLOPT_NOSIGNAL, 1L);
    SET(x->curl, CURLOPT_FOLLOWLOCATION, 0L);
    SET(x->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS_MAX);
    SET(x->curl, CURLOPT_TIMEOUT, (long)WIRE_SECONDS_MAX);
    SET(x->curl, CURLOPT_NOPROGRESS, 0L);
    SET(x->curl, CURLOPT_XFERINFOFUNCTION, stop_when_ending);
    SET(x->curl, CURLOPT_XFERINFODATA, x);
    SET(x->curl, CURLOPT_WRITEFUNCTION, keep_answer);
    SET(x->curl, CURLOPT_WRITEDATA, x);
    if (ca_file.n)
        SET(x->curl, CURLOPT_CAINFO, ca_file.p);
}

static void exchange_end(struct exchange *x)
{
    curl_easy_cleanup(x->curl);
    buf_release(&x->answer);
}

/* In words that name no address: they are shown and logged. */
static enum rc said(struct arena *a, const struct exchange *x, CURLcode code, struct err *err)
{
    long number = 0;
    (void)curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &number);
    const char *why = curl_easy_strerror(code);
    switch (code) {
    case CURLE_OK:
        return RC_OK;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
        return FAIL(err, RC_IO, "jobs.no_connection", "%s", why);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CACERT_BADFILE:
        return FAIL(err, RC_IO, "jobs.tls_failed", "%s", why);
    case CURLE_LOGIN_DENIED:
        return FAIL(err, RC_IO, "jobs.signing_in_failed", "%s", why);
    default:
        break;
    }
    if (number >= 400) {
        (void)FAIL(err, RC_IO, "jobs.mail_refused", "%s, %ld", why, number);
        return err_arg(err, 0, arena_printf(a, "%ld", number));
    }
    return FAIL(err, RC_IO, "jobs.broken_off", "%s", why);
}

bool wire_is_down(const struct err *err)
{
    return err->text && strcmp(err->text, K("jobs.no_connection")) == 0;
}

/* ---- mail ---- */

static void add_part(curl_mime *mime, struct str body, const char *type)
{
    curl_mimepart *part = curl_mime_addpart(mime);
    ASSERT(part != NULL);
    ASSERT(curl_mime_data(part, body.p, body.n) == CURLE_OK);
    ASSERT(curl_mime_type(part, type) == CURLE_OK);
    ASSERT(curl_mime_encoder(part, "base64") == CURLE_OK);
}

/* multipart/alternative inside of the outer part that libcurl makes. */
static curl_mime *mime_of(CURL *curl, const struct mail *m)
{
    curl_mime *outer = curl_mime_init(curl), *both = curl_mime_init(curl);
    ASSERT(outer != NULL && both != NULL);
    add_part(both, m->text, "text/plain; charset=utf-8");
    if (m->html.n)
        add_part(both, m->html, "text/html; charset=utf-8");
    curl_mimepart *part = curl_mime_addpart(outer);
    ASSERT(part != NULL && curl_mime_subparts(part, both) == CURLE_OK);
    ASSERT(curl_mime_type(part, "multipart/alternative") == CURLE_OK);
    return outer;
}

static struct curl_slist *list_of(struct arena *a, const struct str *row, size_t n)
{
    struct curl_slist *list = NULL;
    for (size_t i = 0; i < n; i++) {
        struct curl_slist *longer = curl_slist_append(list, arena_str(a, row[i]).p);
        ASSERT(longer != NULL);
        list = longer;
    }
    return list;
}

enum rc wire_mail(struct arena *a, const struct wire_smtp *smtp, const struct mail *m,
                  const atomic_bool *is_ending, struct err *err)
{
    struct exchange x = {.is_ending = is_ending};
    struct str header[MAIL_HEADERS], to = arena_printf(a, "<%.*s>", STR_ARG(m->to));
    exchange_begin(&x, arena_str(a, smtp->url), arena_str(a, smtp->ca_file), "smtp,smtps");
    mail_headers(a, m, header);
    struct curl_slist *headers = list_of(a, header, MAIL_HEADERS), *to_list = list_of(a, &to, 1);
    curl_mime *mime = mime_of(x.curl, m);
    SET(x.curl, CURLOPT_USE_SSL, (long)(is_plain(smtp) ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (smtp->user.n) {
        SET(x.curl, CURLOPT_USERNAME, arena_str(a, smtp->user).p);
        SET(x.curl, CURLOPT_PASSWORD, arena_str(a, smtp->password).p);
    }
    SET(x.curl, CURLOPT_MAIL_FROM, arena_printf(a, "<%.*s>", STR_ARG(m->from)).p);
    SET(x.curl, CURLOPT_MAIL_RCPT, to_list);
    SET(x.curl, CURLOPT_HTTPHEADER, headers);
    SET(x.curl, CURLOPT_MIMEPOST, mime);
    enum rc rc = said(a, &x, curl_easy_perform(x.curl), err);
    exchange_end(&x);
    curl_mime_free(mime);
    curl_slist_free_all(headers);
    curl_slist_free_all(to_list);
    return rc;
}

/* ---- JSON ---- */

enum rc wire_post(struct arena *a, struct str url, struct str ca_file, struct str json,
                  const atomic_bool *is_ending, struct str *ret, struct err *err)
{
    struct exchange x = {.is_ending = is_ending};
    struct str header = STR("Content-Type: application/json; charset=utf-8");
    long status = 0;
    exchange_begin(&x, arena_str(a, url), arena_str(a, ca_file), "http,https");
    struct curl_slist *headers = list_of(a, &header, 1);
    SET(x.curl, CURLOPT_HTTPHEADER, headers);
    SET(x.curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)json.n);
    SET(x.curl, CURLOPT_POSTFIELDS, json.p);
    enum rc rc = said(a, &x, curl_easy_perform(x.curl), err);
    (void)curl_easy_getinfo(x.curl, CURLINFO_RESPONSE_CODE, &status);
    if (rc == RC_OK && status != 200) {
        (void)FAIL(err, RC_IO, "jobs.http_status", "status %ld", status);
        rc = err_arg(err, 0, arena_printf(a, "%ld", status));
    }
    if (rc == RC_OK)
        *ret = arena_str(a, buf_str(&x.answer));
    exchange_end(&x);
    curl_slist_free_all(headers);
    return rc;
}
