/* serve and demo: one house, one listener, and a main thread that waits for the signal to end. Signals are
 * blocked before the first thread starts, so that they all inherit it and none is interrupted in its work. */
#include <dirent.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/key.h"
#include "main/demo.h"
#include "domain/procedure_book.h"
#include "main/procedures.h"
#include "main/house.h"
#include "main/telling.h"
#include "door/door.h"
#include "web/web.h"

#define PORT_DEFAULT 8080
#define EVENT_THREADS_MIN 2
#define EVENT_THREADS_MAX 4
#define WORKER_THREADS 32
#define HEADER_DEADLINE_MS 10000
#define BODY_DEADLINE_MS 30000
#define IDLE_MS 60000
#define LARGE_BYTES (256 * 1024)

/* Whoever asks from this machine may ask without TLS. */
static bool is_loopback(struct str address)
{
    return str_starts(address, STR("127.")) || str_eq(address, STR("::1"));
}

/* Not every read is cheap: the first look at results computes them, and must not hold up the others. */
static bool is_slow(void *ctx, enum http_method method, struct str path)
{
    (void)ctx, (void)method;
    return !str_starts(path, STR("/assets/"));
}

static const char *method_name(enum http_method method)
{
    static const char *const name[] = {
        [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD", [HTTP_POST] = "POST", [HTTP_OTHER] = "other"};
    return name[method];
}

/* The address of a calendar is a key (domain/deadline.h), and a log is read by others. */
static struct str path_to_log(struct str path)
{
    return str_starts(path, STR("/ical/")) ? STR("/ical/…") : path;
}

/* One line a request. The path alone: what people looked for is nobody's business. */
static void log_request(void *ctx, const struct http_request *q, int status, size_t body_bytes,
                        int64_t micros)
{
    struct buf line CLEANUP(buf_release) = {0};
    struct json j = json_to(&line);
    j.is_loose = true;
    (void)ctx;
    json_object(&j);
    json_key(&j, STR("request"));
    json_int(&j, (int64_t)(q->id & JSON_INT_MAX));
    json_key(&j, STR("from"));
    json_str(&j, q->remote);
    json_key(&j, STR("method"));
    json_str(&j, str_c(method_name(q->method)));
    json_key(&j, STR("path"));
    json_str(&j, path_to_log(q->path));
    json_key(&j, STR("status"));
    json_int(&j, status);
    json_key(&j, STR("bytes"));
    json_int(&j, (int64_t)body_bytes);
    json_key(&j, STR("micros"));
    json_int(&j, micros);
    json_object_end(&j);
    (void)fprintf(stderr, "%.*s\n", STR_ARG(buf_str(&line)));
}

static enum rc config_of(const struct command *c, struct arena *a, const struct str *value, bool is_quiet,
                         struct http_config *ret, struct err *err)
{
    struct str port = command_option(c, value, "port"), listen = command_option(c, value, "listen");
    struct str cert = command_option(c, value, "tls-cert"), key = command_option(c, value, "tls-key");
    bool is_behind_proxy = command_option(c, value, "behind-proxy").n > 0;
    int64_t number = PORT_DEFAULT;
    if (port.n && (!str_to_i64(port, &number) || number < 0 || number > 65535)) {
        (void)FAIL(err, RC_INVALID, "command.port_wrong", "port %.*s", STR_ARG(port));
        return err_arg(err, 0, port);
    }
    if (listen.n == 0)
        listen = STR("127.0.0.1");
    if (!is_loopback(listen) && cert.n == 0 && !is_behind_proxy) {
        (void)FAIL(err, RC_INVALID, "command.address_is_open", "listen %.*s", STR_ARG(listen));
        ERR_HINT(err, "command.address_is_open_hint");
        return err_arg(err, 0, listen);
    }
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int events = processors < EVENT_THREADS_MIN   ? EVENT_THREADS_MIN
                 : processors > EVENT_THREADS_MAX ? EVENT_THREADS_MAX
                                                  : (int)processors;
    *ret = (struct http_config){.listen = listen,
                                .port = (int)number,
                                .event_threads = events,
                                .worker_threads = WORKER_THREADS,
                                .tls_cert = cert.n ? arena_str(a, cert).p : NULL,
                                .tls_key = key.n ? arena_str(a, key).p : NULL,
                                .header_deadline_ms = HEADER_DEADLINE_MS,
                                .body_deadline_ms = BODY_DEADLINE_MS,
                                .idle_ms = IDLE_MS,
                                .is_slow = is_slow,
                                .handle = web_handle,
                                .done = is_quiet ? NULL : log_request};
    return RC_OK;
}

/* The address to type into a browser on this machine. */
static struct str address_of(struct arena *a, const struct http_config *config, int port)
{
    struct str host = config->listen;
    if (str_eq(host, STR("0.0.0.0")))
        host = STR("127.0.0.1");
    else if (str_eq(host, STR("::")))
        host = STR("::1");
    bool is_v6 = str_find(host, ':') < host.n;
    return arena_printf(a, "%s://%s%.*s%s:%d/", config->tls_cert ? "https" : "http", is_v6 ? "[" : "",
                        STR_ARG(host), is_v6 ? "]" : "", port);
}

/* What waits in the demo's inbox, for visitors to hand in: a workbook rather than a text. Without it the demo
 * is as good; so whatever cannot be read is left out. */
static void find_demo_table(struct arena *a, const struct house *house, struct app *app)
{
    struct str dir = arena_printf(a, "%.*s/inbox", STR_ARG(house->dir)), found = {0};
    DIR *entries = opendir(dir.p);
    for (struct dirent *e = entries ? readdir(entries) : NULL; e; e = readdir(entries)) {
        struct str name = str_c(e->d_name);
        if (str_ends(name, STR(".xlsx")) || (str_ends(name, STR(".csv")) && found.n == 0))
            found = arena_str(a, name);
    }
    if (entries)
        (void)closedir(entries);
    if (found.n == 0)
        return;
    struct err unused;
    struct str path = arena_printf(a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(found)), bytes;
    if (command_read_file(a, path, LIMIT_UPLOAD_BYTES, &bytes, &unused) == RC_OK) {
        app->demo_table = bytes;
        app->demo_table_name = found;
    }
}

/* Serves until somebody asks for the end. */
static enum rc listen_until_signal(struct arena *a, enum lang lang, const struct http_config *config,
                                   const sigset_t *ends, struct err *err)
{
    struct http_server *server;
    enum rc rc = http_start(config, &server, err);
    if (rc != RC_OK)
        return rc;
    const struct app *app = config->ctx;
    struct str arg[] = {app->city, address_of(a, config, http_port(server))};
    (void)printf("%.*s\n", STR_ARG(arg[1]));
    (void)fflush(stdout);
    if (app->is_demo) {
        command_say(lang, a, K("command.demo_is_open"), arg, 2);
        command_say(lang, a, K("command.demo_how_to_end"), arg, 2);
    }
    int signal = 0;
    ASSERT(sigwait(ends, &signal) == 0);
    http_stop(server);
    return RC_OK;
}

static enum rc serve_house(const struct command *c, struct arena *a, enum lang lang, const struct str *value,
                           bool is_demo, const sigset_t *ends, struct err *err)
{
    struct http_config config;
    struct house house CLEANUP(house_close) = {0};
    struct house_wish wish = house_wish_of(c, value);
    /* Whoever opens the demo by hand looks at the browser, not at lines of a log. */
    bool is_quiet = command_option(c, value, "quiet").n > 0 || (is_demo && isatty(STDERR_FILENO));
    wish.is_without_tasks = is_demo && command_option(c, value, "without-tasks").n > 0;
    enum rc rc = config_of(c, a, value, is_quiet, &config, err);
    if (rc != RC_OK)
        return rc;
    wish.readers = (size_t)(config.event_threads + config.worker_threads) + 1; /* the last one is the jobs' */
    rc = is_demo ? demo_open(a, &wish, &house, err) : house_open(a, &wish, &house, err);
    struct app app = {.kernel = house.kernel,
                      .is_demo = is_demo,
                      .is_behind_proxy = command_option(c, value, "behind-proxy").n > 0,
                      .route = WEB_ROUTES,
                      .routes = WEB_ROUTES_COUNT,
                      .error_page = web_error_page,
                      .is_quiet = is_quiet};
    if (rc == RC_OK)
        rc = house_city(&house, a, &app.city, err);
    if (rc == RC_OK && app.city.n)
        rc = procedures_found(&house, a, err);
    if (rc == RC_OK && app.city.n == 0) {
        rc = FAIL(err, RC_NOT_FOUND, "command.not_founded", "no tenant");
        ERR_HINT(err, "command.no_installation_hint");
        (void)err_arg(err, 0, house.dir);
    }
    if (rc == RC_OK)
        rc = house_index(&house, a, err);
    if (rc != RC_OK)
        return rc;
    if (is_demo && command_option(c, value, "show-password").n)
        command_say(lang, a, K("command.demo_password"),
                    &(struct str){DEMO_PASSWORD, sizeof DEMO_PASSWORD - 1}, 1);
    if (is_demo)
        find_demo_table(a, &house, &app);
    struct jobs_config telling;
    rc = telling_config(c, a, value, app.city, &telling, err);
    if (rc != RC_OK)
        return rc;
    telling.reader = wish.readers - 1;
    telling.is_demo = is_demo;
    app.results = results_book_new(HOUSE_TENANT, kernel_world(house.kernel));
    app.procedures = procedure_book_new(HOUSE_TENANT);
    telling.procedures = app.procedures;
    config.ctx = &app;
    config.refuse = door_refuse;
    wire_open();
    struct jobs *jobs = jobs_start(house.kernel, &telling);
    rc = listen_until_signal(a, lang, &config, ends, err);
    jobs_stop(jobs);
    wire_close();
    results_book_free(app.results);
    procedure_book_free(app.procedures);
    return rc;
}

/* What was large goes back to the system with its request. Left to itself, glibc raises the size from which
 * it does so to that of the largest piece, and keeps what is smaller: for each thread a table's worth. */
static void give_memory_back(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
#endif
}

static int run_server(const struct command *c, struct arena *a, enum lang lang, const struct str *value,
                      bool is_demo)
{
    struct err err = {0};
    sigset_t ends;
    give_memory_back();
    ASSERT(sigemptyset(&ends) == 0 && sigaddset(&ends, SIGTERM) == 0 && sigaddset(&ends, SIGINT) == 0);
    ASSERT(pthread_sigmask(SIG_BLOCK, &ends, NULL) == 0);
    ASSERT(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    if (serve_house(c, a, lang, value, is_demo, &ends, &err) == RC_OK)
        return EXIT_DONE;
    command_say_error(a, lang, &err);
    return err.rc == RC_INVALID ? EXIT_USAGE : EXIT_CANNOT;
}

int command_serve(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    return run_server(c, a, lang, value, false);
}

int command_demo(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    return run_server(c, a, lang, value, true);
}
