/* The counter under a lock, in C: what StdMutex, ParkingLotMutex and SpinLock are measured against.
 *
 * Threads are pinned to one core after the other and start at a barrier; each makes its part of the
 * increments. Prints the least and the median of the rounds, in nanoseconds an increment. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { INCREMENTS = 1000000, ROUNDS = 20, MOST = 8 };

static pthread_mutex_t mutex __attribute__((aligned(128))) = PTHREAD_MUTEX_INITIALIZER;
static pthread_spinlock_t spin __attribute__((aligned(128)));
static volatile long counter __attribute__((aligned(128)));
static pthread_barrier_t start;
static int threads, spinning;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

struct part {
    int index;
    double from, to;
};

static void *run(void *argument) {
    struct part *part = argument;
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(part->index % (int)sysconf(_SC_NPROCESSORS_ONLN), &cores);
    pthread_setaffinity_np(pthread_self(), sizeof cores, &cores);
    pthread_barrier_wait(&start);
    part->from = now();
    if (spinning) {
        for (int i = 0; i < INCREMENTS / threads; i++) {
            pthread_spin_lock(&spin);
            counter = counter + 1;
            pthread_spin_unlock(&spin);
        }
    } else {
        for (int i = 0; i < INCREMENTS / threads; i++) {
            pthread_mutex_lock(&mutex);
            counter = counter + 1;
            pthread_mutex_unlock(&mutex);
        }
    }
    part->to = now();
    return NULL;
}

static double one_round(void) {
    pthread_t thread[MOST];
    struct part part[MOST];
    counter = 0;
    pthread_barrier_init(&start, NULL, (unsigned)threads);
    for (int i = 0; i < threads; i++) {
        part[i].index = i;
        if (pthread_create(&thread[i], NULL, run, &part[i])) exit(1);
    }
    double from = 0, to = 0;
    for (int i = 0; i < threads; i++) {
        pthread_join(thread[i], NULL);
        if (i == 0 || part[i].from < from) from = part[i].from;
        if (part[i].to > to) to = part[i].to;
    }
    pthread_barrier_destroy(&start);
    if (counter != INCREMENTS / threads * threads) {
        fprintf(stderr, "an increment was lost\n");
        exit(1);
    }
    return (to - from) / INCREMENTS;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void) {
    pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
    for (threads = 1; threads <= MOST; threads *= 2) {
        for (spinning = 0; spinning < 2; spinning++) {
            double times[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) times[i] = one_round();
            qsort(times, ROUNDS, sizeof *times, ascending);
            printf("%-18s %d threads  %6.1f least  %6.1f median\n",
                   spinning ? "pthread_spinlock" : "pthread_mutex", threads, times[0], times[ROUNDS / 2]);
        }
    }
    return 0;
}
