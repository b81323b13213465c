<?php
// A queue worker for tests: prints what it was given, then takes one made-up message after another and drains on SIGTERM.
$draining = false;
pcntl_async_signals(true);
pcntl_signal(SIGTERM, function () use (&$draining) { $draining = true; });

$names = ['ENV_KUBERNETES', 'QUEUE_NAME', 'QUEUE_URL', 'AWS_REGION', 'MONGODB_HOST', 'MONGODB_PORT'];
$given = array_combine($names, array_map('getenv', $names));
echo json_encode(['worker' => $argv[1] ?? null, 'given' => $given]), "\n";

for ($message = 1; !$draining; $message++) {
    echo "begin $message\n";
    $until = microtime(true) + 0.5;
    while (microtime(true) < $until) {
        usleep(20000); // a signal ends one sleep, not the work on a message
    }
    echo "end $message\n";
}
echo "drained\n";
