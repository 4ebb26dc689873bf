#!/bin/sh
# Runs crdfilter and other programs that do a part of its work on the same
# inputs, in turn, and prints the median of ROUNDS (5) runs of each: the time,
# the peak memory, and how many times crdfilter's that is. The outputs must
# name the same CRDs. yq is built at a pinned version; kfilt and mawk take
# part where they are installed. GiB=0 leaves the stream of 1 GiB out, and the
# files of real charts come from the folder CRDFILTER_CORPUS, if it is set.
set -eu
cd "$(dirname "$0")/../.."
rounds=${ROUNDS:-5}
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
go build -o "$tools/crdfilter" .
go build -o "$tools/bench" ./testdata/bench
GOBIN="$tools" go install github.com/mikefarah/yq/v4@v4.54.1
PATH=$tools:$PATH

crd='CustomResourceDefinition'
pattern='/\nkind: "?CustomResourceDefinition/'

# compare TITLE FILE runs all programs on a file.
compare() {
	printf '%s (%s bytes)\n' "$1" "$(wc -c <"$2" | tr -d ' ')"
	set -- "$2" "crdfilter --server-side" "crdfilter --server-side >/dev/null" \
		"yq ea" "yq ea 'select(.kind == \"$crd\")' >/dev/null"
	if command -v kfilt >/dev/null; then
		set -- "$@" "kfilt" "kfilt -i k=$crd >/dev/null"
	fi
	if command -v mawk >/dev/null; then
		set -- "$@" "mawk" "mawk 'BEGIN{RS=\"\\n---\"} $pattern' >/dev/null"
	fi
	if [ "$1" != "$tools/1GiB.yaml" ]; then # yq holds all of it, and takes minutes
		crdfilter --server-side -o name <"$1" >"$tools/ours"
		yq ea "select(.kind == \"$crd\")" <"$1" | crdfilter --server-side -o name >"$tools/theirs"
		cmp "$tools/ours" "$tools/theirs"
	else
		file=$1
		shift 5
		set -- "$file" "crdfilter --server-side" "crdfilter --server-side >/dev/null" "$@"
	fi
	file=$1
	shift
	bench compare "$rounds" "$file" "$@"
}

compare "the bundled bootstrap" testdata/bootstrap/rendered.yaml
if [ -n "${CRDFILTER_CORPUS:-}" ]; then
	cat "$CRDFILTER_CORPUS"/*.yaml >"$tools/real.yaml"
	compare "what three real charts render" "$tools/real.yaml"
else
	echo "what real charts render: skipped, CRDFILTER_CORPUS is not set"
fi
bench json >"$tools/json.yaml"
compare "54 CRDs, of them 22 as JSON on one line" "$tools/json.yaml"
if [ "${GiB:-1}" != 0 ]; then
	bench generate 1024 >"$tools/1GiB.yaml"
	compare "1 GiB of charts, 5 % of it CRDs" "$tools/1GiB.yaml"
fi
