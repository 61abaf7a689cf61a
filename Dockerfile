# Hipwise in a container: `docker build --tag hipwise .`; compose.yaml runs it with all it needs.
# Debian 12 as on a machine of one's own (docs/deploying.md); nothing is built where it runs.

FROM debian:12-slim AS build
# Not pinned: Debian 12 keeps one version of each, with its security fixes.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --no-install-recommends --yes python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
WORKDIR /opt/hipwise
COPY requirements.txt ./
RUN python3 -m venv .venv \
  && .venv/bin/pip install --no-cache-dir --requirement requirements.txt \
  && .venv/bin/pip uninstall --yes pip setuptools
COPY . .
# The secrets that a first start makes go away with their folder. Whoever checked this out with a strict
# umask has files that nobody else may read: in the image they may.
RUN find . -path ./.venv -prune -o ! -perm -4 -exec chmod a+rX {} + \
  && mkdir -m 700 /tmp/data \
  && HIPWISE_DATA=/tmp/data STATIC_DIR=/opt/hipwise/collected .venv/bin/python script/prepare.py --static \
  && .venv/bin/python -m compileall -q clinic routines patients gunicorn.conf.py \
  && rm -r /tmp/data

FROM debian:12-slim
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get upgrade --yes \
  && apt-get install --no-install-recommends --yes python3 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
  && groupadd --gid 10001 hipwise \
  && useradd --uid 10001 --gid hipwise --home-dir /var/lib/hipwise --no-create-home --shell /usr/sbin/nologin hipwise \
  && install --directory --mode 700 --owner hipwise --group hipwise /var/lib/hipwise
COPY --from=build /opt/hipwise /opt/hipwise
WORKDIR /opt/hipwise
ENV PATH=/opt/hipwise/.venv/bin:$PATH \
  PYTHONUNBUFFERED=1 \
  HIPWISE_DATA=/var/lib/hipwise \
  STATIC_DIR=/opt/hipwise/collected \
  LISTEN=0.0.0.0:8000
USER 10001:10001
VOLUME /var/lib/hipwise
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "clinic.wsgi"]
