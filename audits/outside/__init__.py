"""Issues about other services and agencies: escalated to them, their replies recorded (KNO-20)."""
