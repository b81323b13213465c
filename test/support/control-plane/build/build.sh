#!/bin/bash
# Builds what a control plane for tests needs from Go modules: build.sh VERSION DIR
# (1.36 also gets what a node consists of beside what Debian packages)
#   VERSION  1.36 or 1.30: the folder kubernetes-VERSION beside this script names the exact release
#   DIR      an existing, empty folder; it is removed when the build fails or is interrupted
set -euo pipefail
version=$1
dir=$(cd "$2" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")"
trap '[ $? -eq 0 ] || rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP

# Only the module lists decide: not a go.work above, nor the caller's flags, nor the checkout's state or a C compiler.
export GOWORK=off GOFLAGS=-buildvcs=false CGO_ENABLED=0

(
  cd "kubernetes-$version"
  release=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
  variables=k8s.io/component-base/version
  # providerless leaves out the cloud providers' own client libraries, which releases before 1.31 still carry.
  go build -tags providerless -trimpath -o "$dir/kubernetes" -ldflags "-s -w -X $variables.gitVersion=$release \
    -X $variables.gitMajor=${version%.*} -X $variables.gitMinor=${version#*.} -X $variables.gitTreeState=clean" .
)
parts=(kube-apiserver kube-controller-manager kube-scheduler kubectl)
if [ "$version" = 1.36 ]; then
  parts+=(kubelet kube-proxy)
  GOBIN=$dir go install -trimpath -ldflags '-s -w' github.com/coredns/coredns@v1.15.0
fi
for part in "${parts[@]}"; do ln -s kubernetes "$dir/$part"; done
(cd etcd && go build -trimpath -ldflags '-s -w' -o "$dir/etcd" .)
GOBIN=$dir go install -trimpath -ldflags '-s -w' sigs.k8s.io/kwok/cmd/kwok@v0.8.0
