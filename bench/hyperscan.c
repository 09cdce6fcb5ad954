// Hyperscan on the patterns that bench/engine.go -patterns prints: block mode, without start of match, one thread.
//
//	cc -O2 -o hyperscan hyperscan.c -lhs
//	hyperscan PATTERNS RUNS FILE...
//
// For each run over a file it prints a line: processor seconds, seconds, reported ends. What does not compile is left out and named on
// standard error. Compiling and reading are not in the seconds.

#define _GNU_SOURCE
#include <hs/hs.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { MOST = 4096 };

static double processor_seconds(void) {
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

static double seconds(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int count(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *ends) {
	++*(long *)ends;
	return 0;
}

static char *read_file(const char *name, long *size) {
	FILE *f = fopen(name, "rb");
	if (!f || fseek(f, 0, SEEK_END) || (*size = ftell(f)) < 0)
		err(1, "%s", name);
	rewind(f);
	char *text = malloc(*size + 1);
	if (!text || fread(text, 1, *size, f) != (size_t)*size)
		err(1, "%s", name);
	text[*size] = 0;
	fclose(f);
	return text;
}

// beyond_bytes says whether a pattern speaks of characters that are no single byte.
static int beyond_bytes(const char *pattern) {
	for (const char *p = pattern; *p; p++)
		if (*p & 0x80)
			return 1;
	return strstr(pattern, "\\p") || strstr(pattern, "\\x{");
}

int main(int argc, char **argv) {
	if (argc < 4)
		errx(2, "usage: hyperscan PATTERNS RUNS FILE...");
	static const char *names[MOST], *patterns[MOST];
	static unsigned flags[MOST], ids[MOST];
	unsigned n = 0;
	long size;
	double before = processor_seconds();
	char *rest = read_file(argv[1], &size), *line;
	while ((line = strsep(&rest, "\n")) && *line) {
		char *pattern = strchr(line, '\t');
		if (!pattern || n == MOST)
			errx(1, "%s: not a list of patterns, or too long", argv[1]);
		*pattern++ = 0;
		names[n] = line;
		patterns[n] = pattern;
		flags[n] = beyond_bytes(pattern) ? HS_FLAG_UTF8 : 0;
		ids[n] = n;
		n++;
	}
	hs_database_t *db;
	hs_compile_error_t *e;
	while (hs_compile_multi(patterns, flags, ids, n, HS_MODE_BLOCK, NULL, &db, &e) != HS_SUCCESS) {
		if (e->expression < 0 || n == 1)
			errx(1, "%s", e->message);
		int out = e->expression;
		fprintf(stderr, "%s does not compile: %s\n", names[out], e->message);
		hs_free_compile_error(e);
		n--;
		memmove(names + out, names + out + 1, (n - out) * sizeof *names);
		memmove(patterns + out, patterns + out + 1, (n - out) * sizeof *patterns);
		memmove(flags + out, flags + out + 1, (n - out) * sizeof *flags);
	}
	hs_scratch_t *scratch = NULL;
	if (hs_alloc_scratch(db, &scratch) != HS_SUCCESS)
		errx(1, "no scratch space");
	fprintf(stderr, "Hyperscan %s: %u patterns compiled in %.1f s of processor time\n", hs_version(), n, processor_seconds() - before);
	for (int f = 3; f < argc; f++) {
		char *text = read_file(argv[f], &size);
		for (int runs = atoi(argv[2]); runs > 0; runs--) {
			long ends = 0;
			double cpu = processor_seconds(), start = seconds();
			if (hs_scan(db, text, size, 0, scratch, count, &ends) != HS_SUCCESS)
				errx(1, "%s: the scan failed", argv[f]);
			printf("%.6f %.6f %ld\n", processor_seconds() - cpu, seconds() - start, ends);
			fflush(stdout);
		}
		free(text);
	}
	return 0;
}
