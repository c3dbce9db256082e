/* The yardstick: the library alone, saying hello, with none of our code, to see what src/http adds.
 *   hello PORT   (0: any), prints the port, serves until its standard input ends.
 * Compare by processor time for a request under `wrk -t1 -c64 -d5s http://127.0.0.1:PORT/hello` with the echo
 * server of tests/unit/http: requests a second say more about the machine. */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static enum MHD_Result hello(void *cls, struct MHD_Connection *c, const char *url, const char *method,
                             const char *version, const char *data, size_t *data_n, void **con_cls)
{
    static int seen;
    static char text[] = "hello, world\n";
    (void)cls, (void)url, (void)method, (void)version, (void)data, (void)data_n;
    if (!*con_cls) {
        *con_cls = &seen; /* a reply on the first call would close the connection */
        return MHD_YES;
    }
    struct MHD_Response *r = MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_add_response_header(r, "Content-Type", "text/plain; charset=utf-8");
    result = result == MHD_YES ? MHD_queue_response(c, MHD_HTTP_OK, r) : MHD_NO;
    MHD_destroy_response(r);
    return result;
}

int main(int argc, char **argv)
{
    struct sockaddr_in loopback = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)(argc > 1 ? atoi(argv[1]) : 0)),
                                   .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct MHD_Daemon *d =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, hello, NULL, MHD_OPTION_SOCK_ADDR,
                         (struct sockaddr *)&loopback, MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END);
    if (!d)
        return 1;
    (void)printf("%d\n", MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
    (void)fflush(stdout);
    char c;
    while (read(STDIN_FILENO, &c, 1) > 0)
        ;
    MHD_stop_daemon(d);
    return 0;
}
