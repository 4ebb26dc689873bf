#!/bin/sh
# Shows how much memory crdfilter takes at most for a long stream: 1 GiB, or
# as many MiB as the first argument says, of which five percent are CRDs.
# It needs nothing but Go, and some room in the temporary folder.
set -eu
cd "$(dirname "$0")/../.."
mib=${1:-1024}
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
go build -o "$tools/crdfilter" .
go build -o "$tools/bench" ./testdata/bench

show() {
	printf '%-48s' "crdfilter $(echo "$*" | sed "s|$tools/||")"
	"$tools/bench" generate "$mib" | "$tools/bench" measure "$tools/crdfilter" "$@" 2>&1 >/dev/null
}

echo "$mib MiB:"
show --server-side                      # keep the CRDs
show                                    # and compute the size of each as JSON
show --server-side --drop               # everything else, which is held on disk
show --server-side --drop --stream      # which is not held
show --server-side --rest-to "$tools/rest"
