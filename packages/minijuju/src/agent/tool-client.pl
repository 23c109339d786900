#!/bin/sh
# The hook tool client in Perl, equivalent to tool-client.ts. It loads no modules, so it starts as fast as
# Juju's own tools; Node.js takes twenty times as long. Linux only. The shell part clears the caller's Perl
# settings.
unset PERL5OPT PERL_UNICODE
PERL_BADLANG=0 exec /usr/bin/perl -x -- "$0" "$@"
#!perl
use strict;

# If the caller closed descriptors 0 to 2, the socket must not take their numbers.
my @spare;
1 while open($spare[@spare], '+<', '/dev/null') && fileno($spare[-1]) < 3;
$SIG{PIPE} = 'IGNORE';

my ($tool) = $0 =~ m{([^/]*)\z};
my $context = required('JUJU_CONTEXT_ID');
my $address = required('JUJU_AGENT_SOCKET_ADDRESS');
my $network = required('JUJU_AGENT_SOCKET_NETWORK');
fail("the agent's network \"$network\" is not supported: only unix is") if $network ne 'unix';
my $dir = readlink '/proc/self/cwd';
fail('getwd: no such file or directory') unless defined $dir && -d $dir;

# AF_UNIX and SOCK_STREAM are 1 on Linux.
socket(my $agent, 1, 1, 0) or fail("socket: " . lcfirst $!);
connect($agent, pack('Sa*', 1, $address)) or fail("dial unix $address: connect: " . lcfirst $!);
# Bytes received but not yet parsed, and how many of them are parsed.
my ($received, $taken) = ('', 0);

my ($error, $code, $stdout, $stderr) = call(0);
($error, $code, $stdout, $stderr) = call(1, standard_input())
  if $error eq 'hook tool requires stdin, none supplied';
fail($error) if $error ne '';
print_bytes(*STDOUT, $stdout);
print_bytes(*STDERR, $stderr);
exit $code;

sub required {
  my ($name) = @_;
  my $value = $ENV{$name};
  fail("$name not set") unless defined $value && $value ne '';
  return $value;
}

sub fail {
  print_bytes(*STDERR, "ERROR $_[0]\n");
  exit 1;
}

# Go's net/rpc over gob, with the same bytes as @charmkit/ops/agent-protocol: type definitions (sent once) and
# values.

sub call {
  my ($seq, $stdin) = @_;
  my $header = struct(65, text('Jujuc.Main'), $seq ? unsigned($seq) : '');
  my $args = @ARGV ? unsigned(scalar @ARGV) . join('', map { unsigned(length) . $_ } @ARGV) : '';
  my @request = (text($context), text($dir), text($tool), $args);
  push @request, defined $stdin ? ("\1", text($stdin)) : ('', ''), text($ENV{JUJU_AGENT_TOKEN});
  my $request = struct(66, @request);
  if ($seq == 0) {
    $header = pack('H*', '2fff81030101075265717565737401ff82000102010d536572766963654d6574686f64010c0001035365710106000000') . $header;
    $request = pack('H*', '66ff83030101075265717565737401ff840001070109436f6e746578744964010c000103446972010c00010b436f6d6d616e644e'
      . '616d65010c0001044172677301ff86000108537464696e5365740102000105537464696e010a000105546f6b656e010c000000'
      . '16ff85020101085b5d737472696e6701ff8600010c0000') . $request;
  }
  send_bytes($header . $request);
  my (undef, undef, $failure) = fields('text', 'unsigned', 'text');
  if (defined $failure) {
    fields();
    return $failure;
  }
  my ($exit_code, $out, $err) = fields('signed', 'text', 'text');
  return ('', $exit_code || 0, $out, $err);
}

# Encodes a struct value. Empty fields are omitted; each other field is preceded by the distance to the previous
# field number.
sub struct {
  my ($type, @fields) = @_;
  my ($value, $distance) = (unsigned(2 * $type), 1);
  for my $field (@fields) {
    ($value, $distance) = $field eq '' ? ($value, $distance + 1) : ($value . unsigned($distance) . $field, 1);
  }
  return unsigned(length($value) + 1) . $value . "\0";
}

sub text {
  my ($value) = @_;
  return defined $value && $value ne '' ? unsigned(length $value) . $value : '';
}

sub unsigned {
  my ($number) = @_;
  return chr $number if $number < 128;
  my $bytes = '';
  for (; $number > 0; $number >>= 8) { $bytes = chr($number & 255) . $bytes }
  return chr(256 - length $bytes) . $bytes;
}

# Decodes the next value from the agent. Type definitions are skipped because the types are known.
sub fields {
  my %read = (
    text => sub { take(take_unsigned()) },
    unsigned => \&take_unsigned,
    signed => \&take_signed,
  );
  for (;;) {
    my $end = take_unsigned() + $taken;
    if (take_signed() < 0) {
      take($end - $taken);
      next;
    }
    my ($field, @values) = (-1);
    while (my $distance = take_unsigned()) {
      $field += $distance;
      my $read = $read{ $_[$field] } or fail('the unit agent answered with an unknown field');
      $values[$field] = $read->();
    }
    return @values;
  }
}

sub take_unsigned {
  my $first = ord take(1);
  return $first if $first < 128;
  my $number = 0;
  $number = $number * 256 + $_ for unpack 'C*', take(256 - $first);
  return $number;
}

sub take_signed {
  my $number = take_unsigned();
  return $number & 1 ? -($number >> 1) - 1 : $number >> 1;
}

sub take {
  my ($count) = @_;
  while (length $received < $count) {
    my $more = sysread $agent, $received, 65536, length $received;
    fail('the unit agent closed the connection') unless $more || !defined $more && retry();
  }
  $taken += $count;
  return substr $received, 0, $count, '';
}

sub standard_input {
  my $all = '';
  for (;;) {
    my $more = sysread STDIN, $all, 65536, length $all;
    return $all unless $more || !defined $more && retry();
  }
}

sub send_bytes {
  print_bytes($agent, $_[0]) or fail('the unit agent closed the connection');
}

# Writes all bytes, also into a pipe that is temporarily full. Stops when the reader has closed the pipe.
sub print_bytes {
  my ($file, $bytes) = @_;
  for (my $at = 0; $at < length $bytes;) {
    my $more = syswrite $file, $bytes, length($bytes) - $at, $at;
    return 0 unless defined $more || retry();
    $at += $more || 0;
  }
  return 1;
}

# Whether a failed call can be retried: not ready (non-blocking mode) or interrupted.
sub retry {
  my $why = 0 + $!;
  require Errno;
  select undef, undef, undef, 0.005;
  return $why == Errno::EAGAIN() || $why == Errno::EINTR();
}
