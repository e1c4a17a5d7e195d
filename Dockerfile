# One image for web, worker and timetable. It is made by the same steps as a developer's machine.
FROM python:3.11-slim-bookworm
WORKDIR /srv/platform
# The user who runs it may not write beside the code: compiled once here, and not at each start of each process.
ENV UV_COMPILE_BYTECODE=1
# What seldom changes first, so that a new version of the code does not install everything anew.
COPY manage.py requirements.lock package.json package-lock.json ./
COPY config/__init__.py config/bootstrap.py config/
RUN python3 manage.py install && rm -rf node_modules /root/.cache /root/.npm /var/lib/apt/lists/*
COPY . .
RUN python3 manage.py install \
 && .venv/bin/python -m compileall -q audit config declarations licensing outbox publication reporting tenancy verification \
 && useradd --system --uid 10001 --home-dir /srv/platform platform \
 && install -d -o platform /srv/media /srv/timetable /srv/backups
USER platform
ENV MEDIA_ROOT=/srv/media PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["python3", "manage.py", "serve", "web"]
