/* The listening socket is ours, not the library's, so that each way to fail has its own sentence. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/conn.h"

#define PEM_BYTES_MAX (256 * 1024)

struct address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    };
    socklen_t n;
};

static bool address_read(struct str text, int port, struct address *ret)
{
    char c[INET6_ADDRSTRLEN];
    if (text.n >= sizeof c || port < 0 || port > 65535)
        return false;
    memcpy(c, text.p, text.n);
    c[text.n] = 0;
    *ret = (struct address){.v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)},
                            .n = sizeof ret->v4};
    if (inet_pton(AF_INET, c, &ret->v4.sin_addr) == 1)
        return true;
    *ret = (struct address){.v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)},
                            .n = sizeof ret->v6};
    return inet_pton(AF_INET6, c, &ret->v6.sin6_addr) == 1;
}

static int bound_port(int fd)
{
    struct address a = {.n = sizeof a.v6};
    if (getsockname(fd, &a.any, &a.n) != 0)
        return 0;
    return ntohs(a.any.sa_family == AF_INET6 ? a.v6.sin6_port : a.v4.sin_port);
}

static enum rc refused(int fd, int error, struct str address, int port, struct err *err)
{
    enum rc rc = RC_IO;
    if (error == EADDRINUSE)
        rc = FAIL(err, RC_CONFLICT, "http.port_busy", "bind: %s", strerror(error));
    else if (error == EACCES)
        rc = FAIL(err, RC_DENIED, "http.port_denied", "bind: %s", strerror(error));
    else if (error == EADDRNOTAVAIL)
        rc = FAIL(err, RC_INVALID, "http.address_not_here", "bind: %s", strerror(error));
    else
        rc = FAIL(err, RC_IO, "http.listen_failed", "listen: %s", strerror(error));
    char number[12];
    int n = snprintf(number, sizeof number, "%d", port);
    (void)err_arg(err, 0, address);
    (void)err_arg(err, 1, str_of(number, (size_t)n));
    if (fd >= 0)
        (void)close(fd);
    return rc;
}

enum rc listen_open(struct str address, int port, int *ret_fd, int *ret_port, struct err *err)
{
    struct address a;
    if (!address_read(address, port, &a)) {
        (void)FAIL(err, RC_INVALID, "http.bad_address", "listen=%.*s port=%d", STR_ARG(address), port);
        (void)err_arg(err, 0, address);
        return RC_INVALID;
    }
    int fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1;
    if (fd < 0)
        return refused(fd, errno, address, port, err);
    /* A restart must not wait for the old connections' TIME_WAIT. It lets nobody share a port that is
     * listened on. */
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 || bind(fd, &a.any, a.n) != 0 ||
        listen(fd, SOMAXCONN) != 0)
        return refused(fd, errno, address, port, err);
    *ret_fd = fd;
    *ret_port = bound_port(fd);
    return RC_OK;
}

enum rc listen_pem(const char *name, char **ret, struct err *err)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    struct stat st;
    char *text = NULL;
    ssize_t n = -1;
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= PEM_BYTES_MAX &&
        (text = malloc((size_t)st.st_size + 1)) != NULL)
        n = read(fd, text, (size_t)st.st_size);
    int error = errno;
    if (fd >= 0)
        (void)close(fd);
    if (n < 0) {
        free(text);
        (void)FAIL(err, RC_IO, "http.tls_file_unreadable", "%s: %s", name, strerror(error));
        (void)err_arg(err, 0, str_c(name));
        return RC_IO;
    }
    text[n] = 0;
    *ret = text;
    return RC_OK;
}
